'use client';
// The storages of a cluster that take VM disks: where each is, and how full.
import type { Cluster, ClusterStorage } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { MeterBar } from '@/components/meter-bar.tsx';

export function ClusterStorages({ cluster: { storages, observedAt } }: { readonly cluster: Cluster }) {
  const t = useTranslations('clusters');
  if (observedAt === null) return null;
  if (storages.length === 0) return <p className="text-ink-muted">{t('noStorages')}</p>;
  return (
    <ul
      aria-label={t('storages')}
      className="grid content-start gap-3 sm:grid-cols-[repeat(auto-fill,minmax(15rem,1fr))]"
    >
      {storages.map((storage) => (
        <li key={`${storage.name} ${storage.node}`} className="rounded-md border border-line p-3">
          <StorageUse storage={storage} />
        </li>
      ))}
    </ul>
  );
}

function StorageUse({ storage }: { readonly storage: ClusterStorage }) {
  const t = useTranslations('clusters.storage');
  const format = useFormatter();
  const { name, node, available, totalGiB, usedGiB } = storage;
  const label = node === null ? name : t('onNode', { name, node });
  if (!available || totalGiB === null || usedGiB === null) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="wrap-anywhere">{label}</span>
        <Badge tone={available ? 'neutral' : 'bad'}>{t(available ? 'unknown' : 'unavailable')}</Badge>
      </div>
    );
  }
  const gib = (size: number): string => format.number(size, { maximumFractionDigits: 0 });
  const text = t('use', { used: gib(usedGiB), all: gib(totalGiB) });
  return <MeterBar label={label} text={text} used={usedGiB} added={0} limit={totalGiB} />;
}
