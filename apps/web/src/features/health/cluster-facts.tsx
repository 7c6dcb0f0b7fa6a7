'use client';
// What was last seen of a cluster, as far as it says whether the cluster is well.
import type { ClusterHealth } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import Link from '@/components/link';

export function ClusterFacts({ cluster }: { readonly cluster: ClusterHealth }) {
  const t = useTranslations('health.seen');
  const format = useFormatter();
  const { id, observedAt, pveVersion, queued, offlineNodes, unreachableSince, unreachableReason } = cluster;
  return (
    <>
      {unreachableSince === null ? null : (
        <p>
          {t.rich('unreachable', { at: () => <DateTime value={unreachableSince} withSeconds /> })} {unreachableReason}
        </p>
      )}
      <p>
        {observedAt === null
          ? t('unseen')
          : t.rich('observed', { at: () => <DateTime value={observedAt} withSeconds /> })}{' '}
        {pveVersion === null ? null : t('pveVersion', { version: pveVersion })}
      </p>
      {offlineNodes.length === 0 ? null : (
        <p>{t('offlineNodes', { count: offlineNodes.length, names: format.list(offlineNodes) })}</p>
      )}
      <Storages storages={cluster.storages} />
      <Features features={cluster.features} />
      <p>
        <Link href={`/admin/clusters#cluster-${id}`} className="text-accent-ink hover:underline">
          {t('queued', { count: queued })}
        </Link>
      </p>
    </>
  );
}

function Storages({ storages }: Pick<ClusterHealth, 'storages'>) {
  const t = useTranslations('health.seen');
  const format = useFormatter();
  if (storages.length === 0) return null;
  const texts = storages.map(({ name, node, available, usedPercent }) => {
    const place = node === null ? name : t('onNode', { name, node });
    if (!available) return t('storageAway', { place });
    return usedPercent === null ? t('storageUnknown', { place }) : t('storageUsed', { place, percent: usedPercent });
  });
  return <p className="wrap-anywhere">{t('storages', { storages: format.list(texts) })}</p>;
}

/** What its token is good for, and for each feature that is off what the token lacks. */
function Features({ features }: Pick<ClusterHealth, 'features'>) {
  const t = useTranslations('health.seen');
  const format = useFormatter();
  if (features === null) return null;
  const available = features
    .filter(({ missing }) => missing.length === 0)
    .map(({ feature }) => t(`feature.${feature}`));
  return (
    <>
      <p>{available.length === 0 ? t('noFeatures') : t('features', { features: format.list(available) })}</p>
      {features
        .filter(({ missing }) => missing.length > 0)
        .map(({ feature, missing }) => (
          <p key={feature} className="wrap-anywhere">
            {t('featureOff', { feature: t(`feature.${feature}`), privileges: format.list(missing) })}
          </p>
        ))}
    </>
  );
}
