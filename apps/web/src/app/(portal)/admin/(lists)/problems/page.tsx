import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/page-header.tsx';
import { ProblemList } from '@/features/problems/problem-list.tsx';
import { problemsInput } from '@/features/problems/problem-search.ts';
import { requireAdministration } from '@/server/require-administration.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('problems'))('title'),
});

export default async function ProblemsPage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requireAdministration();
  await Promise.all([
    trpc.problems.list.prefetch(problemsInput(await searchParamsOf(searchParams))),
    trpc.quarantine.list.prefetch({}),
    trpc.orphans.list.prefetch(),
  ]);
  const t = await getTranslations('problems');
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ProblemList />
    </HydrateClient>
  );
}
