import { ClusterList } from '@/features/clusters/cluster-list.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('clusters');

export default async function ClustersPage() {
  await requireAdministration('clusters');
  await trpc.clusters.list.prefetch();
  return (
    <ListPage texts="clusters">
      <ClusterList />
    </ListPage>
  );
}
