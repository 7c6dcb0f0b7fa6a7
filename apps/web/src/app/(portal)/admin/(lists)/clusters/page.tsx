import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/components/page-header.tsx';
import { ClusterList } from '@/features/clusters/cluster-list.tsx';
import { requireAdministration } from '@/server/require-administration.ts';
import { HydrateClient, trpc } from '@/server/trpc.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('clusters'))('title'),
});

export default async function ClustersPage() {
  await requireAdministration();
  await trpc.clusters.list.prefetch();
  const t = await getTranslations('clusters');
  return (
    <HydrateClient>
      <PageHeader title={t('title')} lead={t('lead')} />
      <ClusterList />
    </HydrateClient>
  );
}
