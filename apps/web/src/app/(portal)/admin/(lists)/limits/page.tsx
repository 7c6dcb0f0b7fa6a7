import { LimitsTable } from '@/features/limits/limits-table.tsx';
import { NewLimit } from '@/features/limits/new-limit.tsx';
import { container } from '@/server/container.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('limits');

export default async function LimitsPage() {
  const person = await requireAdministration('limits');
  await trpc.limits.list.prefetch();
  return (
    <ListPage texts="limits" actions={container().rightsOf(person).administration === 'act' ? <NewLimit /> : undefined}>
      <LimitsTable />
    </ListPage>
  );
}
