'use client';
// Every cluster, one section each.
import { ServerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '@/components/empty-state.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { ClusterCard } from './cluster-card.tsx';
import { useClusters } from './queries.ts';

export function ClusterList() {
  const t = useTranslations('clusters');
  const { clusters, query } = useClusters();
  return (
    <>
      <QueryFailure query={query} />
      {clusters.length === 0 ? (
        <EmptyState icon={ServerOff} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-4">
          {clusters.map((cluster) => (
            <ClusterCard key={cluster.id} cluster={cluster} />
          ))}
        </div>
      )}
    </>
  );
}
