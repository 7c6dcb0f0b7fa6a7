import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/page-header.tsx';
import { OrphanList } from '@/features/orphans/orphan-list.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('orphans'))('title'),
});

export default async function OrphansPage() {
  await requireAdministration();
  await trpc.orphans.list.prefetch();
  const t = await getTranslations('orphans');
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} />
      <OrphanList />
    </HydrateClient>
  );
}
