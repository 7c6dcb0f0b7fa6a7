import { OfferedVms } from '@/features/deployments/handover/offered-vms.tsx';
import { DashboardHeader } from '@/features/deployments/list/dashboard-header.tsx';
import { DeploymentList } from '@/features/deployments/list/deployment-list.tsx';
import { listInput } from '@/features/deployments/list/list-search.ts';
import { titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('list');

export default async function DashboardPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  const input = listInput(await searchParamsOf(searchParams));
  await Promise.all([
    trpc.deployments.list.prefetch(input),
    trpc.templates.list.prefetch(),
    trpc.handovers.list.prefetch(),
  ]);
  return (
    <HydrateClient>
      <DashboardHeader />
      <OfferedVms />
      <DeploymentList />
    </HydrateClient>
  );
}
