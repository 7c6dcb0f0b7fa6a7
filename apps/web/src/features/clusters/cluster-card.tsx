'use client';
// One cluster: whether it answers, what room it has, its nodes, and how it is set up.
import type { Cluster, Fault } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { Notice } from '@/components/notice.tsx';
import { useSizeTexts } from '@/features/deployments/size-text.ts';
import { SimulatedSign } from '@/features/shell/simulated-sign.tsx';
import { ClusterNodes } from './cluster-nodes.tsx';
import { ClusterSettings } from './cluster-settings.tsx';
import { ClusterStorages } from './cluster-storages.tsx';

export function ClusterCard({ cluster }: { readonly cluster: Cluster }) {
  return (
    <Card
      title={cluster.name}
      id={`cluster-${cluster.id}`}
      aside={
        <span className="flex flex-wrap items-center gap-3">
          {cluster.simulated ? <SimulatedSign clusters={[cluster.name]} all /> : null}
          <Reachability cluster={cluster} />
        </span>
      }
    >
      <div className="flex flex-col gap-5">
        <Unreachable cluster={cluster} />
        <div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(18rem,2fr)_minmax(0,5fr)]">
          <Figures cluster={cluster} />
          <div className="flex flex-col gap-3">
            <ClusterNodes cluster={cluster} />
            <ClusterStorages cluster={cluster} />
          </div>
        </div>
        <ClusterSettings settings={cluster.settings} />
      </div>
    </Card>
  );
}

/** It answers, and lets the portal do nothing. */
const refusals: ReadonlySet<string> = new Set<Fault['code']>(['pve_unauthenticated', 'pve_untrusted', 'pve_forbidden']);

function Reachability({ cluster }: { readonly cluster: Cluster }) {
  const t = useTranslations('clusters.reachability');
  if (cluster.unreachableSince !== null) {
    const refuses = refusals.has(cluster.unreachableCause?.code ?? '');
    return <Badge tone="bad">{t(refuses ? 'refusing' : 'unreachable')}</Badge>;
  }
  if (cluster.observedAt === null) return <Badge tone="neutral">{t('unseen')}</Badge>;
  return <Badge tone="good">{t('answering')}</Badge>;
}

function Unreachable({ cluster }: { readonly cluster: Cluster }) {
  const t = useTranslations('clusters');
  if (cluster.unreachableSince === null) return null;
  return (
    <Notice kind="bad">
      <p>{t.rich('unreachable', { since: () => <DateTime value={cluster.unreachableSince ?? ''} /> })}</p>
      {cluster.unreachableReason === null ? null : <p>{cluster.unreachableReason}</p>}
      <p>{t(`whileUnreachable.${cluster.settings.whenUnreachable}`)}</p>
    </Notice>
  );
}

function Figures({ cluster }: { readonly cluster: Cluster }) {
  const t = useTranslations('clusters');
  const format = useFormatter();
  const sizes = useSizeTexts();
  const { room, vmids, observedAt } = cluster;
  const observed = observedAt === null ? null : <DateTime value={observedAt} withSeconds />;
  return (
    <FactList
      facts={[
        [t('version'), cluster.pveVersion],
        [t('observed'), observed],
        [
          t('room'),
          room === null
            ? null
            : t('roomText', { memory: sizes.memory(room.memoryMiB), vcpus: sizes.vcpus(room.vcpus) }),
        ],
        [t('queued'), t('queuedText', { count: cluster.queued })],
        [
          t('vmids'),
          t('vmidsText', {
            held: vmids.held,
            all: vmids.max - vmids.min + 1,
            // Ids are names, not amounts: no thousands separator.
            first: format.number(vmids.min, { useGrouping: false }),
            last: format.number(vmids.max, { useGrouping: false }),
          }),
        ],
      ]}
    />
  );
}
