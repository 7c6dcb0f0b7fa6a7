import { cookies } from 'next/headers';
import { OfferedVms } from '@/features/deployments/handover/offered-vms.tsx';
import { columnsCookie } from '@/features/deployments/list/columns.ts';
import { DashboardHeader } from '@/features/deployments/list/dashboard-header.tsx';
import { DeploymentList } from '@/features/deployments/list/deployment-list.tsx';
import { creationsInput, listInput, showsCreations } from '@/features/deployments/list/list-search.ts';
import { titleOf } from '@/server/list-page.tsx';
import { requirePerson } from '@/server/require-person.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('list');

export default async function DashboardPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requirePerson();
  const search = await searchParamsOf(searchParams);
  const columns = (await cookies()).get(columnsCookie)?.value;
  await Promise.all([
    trpc.deployments.list.prefetchInfinite(listInput(search)),
    ...(showsCreations(search) ? [trpc.deployments.list.prefetch(creationsInput)] : []),
    trpc.templates.list.prefetch(),
    trpc.me.views.prefetch(),
    trpc.handovers.list.prefetch(),
  ]);
  return (
    <HydrateClient>
      <DashboardHeader />
      <OfferedVms />
      <DeploymentList columns={columns} />
    </HydrateClient>
  );
}
