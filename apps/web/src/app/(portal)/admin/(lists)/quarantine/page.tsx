import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/page-header.tsx';
import { QuarantineList } from '@/features/quarantine/quarantine-list.tsx';
import { quarantineInput } from '@/features/quarantine/quarantine-search.ts';
import { requireAdministration } from '@/server/require-administration.ts';
import { type PageSearch, searchParamsOf } from '@/server/search-params.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('quarantine'))('title'),
});

export default async function QuarantinePage({ searchParams }: { readonly searchParams: PageSearch }) {
  await requireAdministration();
  await trpc.quarantine.list.prefetch(quarantineInput(await searchParamsOf(searchParams)));
  const t = await getTranslations('quarantine');
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} />
      <QuarantineList />
    </HydrateClient>
  );
}
