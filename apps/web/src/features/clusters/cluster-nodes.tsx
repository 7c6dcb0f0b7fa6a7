'use client';
// The nodes of a cluster: whether each is there for new VMs, and how full its memory is.
import type { Cluster, ClusterNode } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { MeterBar } from '@/components/meter-bar.tsx';
import { mibPerGib } from '@/features/deployments/size-text.ts';

export function ClusterNodes({ cluster: { nodes, observedAt, settings } }: { readonly cluster: Cluster }) {
  const t = useTranslations('clusters');
  if (nodes.length === 0) return <p className="text-ink-muted">{t(observedAt === null ? 'unseen' : 'noNodes')}</p>;
  return (
    <ul aria-label={t('nodes')} className="grid content-start gap-3 sm:grid-cols-[repeat(auto-fill,minmax(15rem,1fr))]">
      {nodes.map((node) => (
        <li key={node.name} className="flex flex-col gap-2 rounded-md border border-line p-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="font-medium wrap-anywhere">{node.name}</span>
            <NodeState node={node} excluded={settings.excludedNodes.includes(node.name)} />
          </div>
          <NodeMemory node={node} />
        </li>
      ))}
    </ul>
  );
}

interface NodeStateProps {
  readonly node: ClusterNode;
  /** By the cluster's settings, which count as maintenance everywhere else. */
  readonly excluded: boolean;
}

function NodeState({ node, excluded }: NodeStateProps) {
  const t = useTranslations('clusters.node');
  if (!node.online) return <Badge tone="bad">{t('offline')}</Badge>;
  if (excluded) return <Badge tone="neutral">{t('excluded')}</Badge>;
  return node.maintenance ? <Badge tone="warn">{t('maintenance')}</Badge> : <Badge tone="good">{t('online')}</Badge>;
}

function NodeMemory({ node }: { readonly node: ClusterNode }) {
  const t = useTranslations('clusters.node');
  const format = useFormatter();
  const { memoryMiB, usedMemoryMiB } = node;
  if (memoryMiB === null || usedMemoryMiB === null) return <p className="text-ink-muted">{t('memoryUnknown')}</p>;
  const gib = (mib: number): string => format.number(mib / mibPerGib, { maximumFractionDigits: 0 });
  return (
    <MeterBar
      label={t('memory')}
      text={t('memoryText', { used: gib(usedMemoryMiB), all: gib(memoryMiB) })}
      used={usedMemoryMiB}
      added={0}
      limit={memoryMiB}
    />
  );
}
