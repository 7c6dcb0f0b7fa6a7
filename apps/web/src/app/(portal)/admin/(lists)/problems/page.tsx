import { ProblemList } from '@/features/problems/problem-list.tsx';
import { problemsInput } from '@/features/problems/problem-search.ts';
import { ListPage, titleOf } from '@/server/list-page.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { trpc } from '@/server/trpc.ts';

export const generateMetadata = titleOf('problems');

export default async function ProblemsPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requireAdministration('problems');
  await Promise.all([
    trpc.problems.list.prefetch(problemsInput(await searchParamsOf(searchParams))),
    trpc.quarantine.list.prefetch({}),
    trpc.orphans.list.prefetch(),
  ]);
  return (
    <ListPage texts="problems">
      <ProblemList />
    </ListPage>
  );
}
