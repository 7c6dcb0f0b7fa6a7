import type { Metadata } from 'next';
import { DeploymentDetail } from '@/features/deployments/detail/deployment-detail.tsx';
import { deploymentOfPage } from '@/server/page-subject.ts';
import { requirePerson } from '@/server/require-person.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

interface DeploymentRoute {
  readonly params: Promise<{ id: string }>;
}

export const generateMetadata = async ({ params }: DeploymentRoute): Promise<Metadata> => {
  await requirePerson();
  const { id } = await params;
  const { name } = await deploymentOfPage(id);
  return { title: name };
};

export default async function DeploymentPage({ params }: DeploymentRoute) {
  await requirePerson();
  const { id } = await params;
  await deploymentOfPage(id);
  await Promise.all([trpc.deployments.operations.prefetch({ id }), trpc.snapshots.list.prefetch({ id })]);
  return (
    <HydrateClient>
      <DeploymentDetail id={id} />
    </HydrateClient>
  );
}
