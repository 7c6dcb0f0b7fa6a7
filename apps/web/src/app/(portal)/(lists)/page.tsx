import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DashboardHeader } from '@/features/deployments/list/dashboard-header.tsx';
import { DeploymentList } from '@/features/deployments/list/deployment-list.tsx';
import { listInput } from '@/features/deployments/list/list-search.ts';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('list'))('title'),
});

export default async function DashboardPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  const input = listInput(await searchParamsOf(searchParams));
  await Promise.all([trpc.deployments.list.prefetch(input), trpc.templates.list.prefetch()]);
  return (
    <HydrateClient>
      <DashboardHeader />
      <DeploymentList />
    </HydrateClient>
  );
}
