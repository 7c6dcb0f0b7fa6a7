import { OrphanList } from '@/features/orphans/orphan-list.tsx';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('orphans');

export default async function OrphansPage() {
  await requireAdministration('orphans');
  await trpc.orphans.list.prefetch();
  return (
    <ListPage texts="orphans">
      <OrphanList />
    </ListPage>
  );
}
