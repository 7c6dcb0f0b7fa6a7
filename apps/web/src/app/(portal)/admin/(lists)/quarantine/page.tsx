import { QuarantineList } from '@/features/quarantine/quarantine-list.tsx';
import { quarantineInput } from '@/features/quarantine/quarantine-search.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('quarantine');

export default async function QuarantinePage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requireAdministration('quarantine');
  await trpc.quarantine.list.prefetch(quarantineInput(await searchParamsOf(searchParams)));
  return (
    <ListPage texts="quarantine">
      <QuarantineList />
    </ListPage>
  );
}
