'use client';
// How a cluster is set up, as its configuration says. Nothing here can be changed from the portal.
import type { Cluster } from '@portal/types';
import { ChevronRight } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { FactList } from '@/components/fact-list.tsx';

export function ClusterSettings({ settings }: { readonly settings: Cluster['settings'] }) {
  const t = useTranslations('clusters.settings');
  const format = useFormatter();
  const list = (items: readonly string[]): string | null => (items.length === 0 ? null : items.join(', '));
  return (
    <details className="group">
      <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded text-ink-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        {t('title')}
      </summary>
      <div className="mt-3">
        <FactList
          facts={[
            [t('pool'), settings.pool],
            [t('storages'), list(settings.storages)],
            [t('excludedNodes'), list(settings.excludedNodes)],
            [t('clones'), t('clonesText', { storage: settings.clonesPerStorage, node: settings.clonesPerNode })],
            [t('headroom'), t('headroomText', { percent: settings.memoryHeadroomPercent })],
            [t('vcpusPerCore'), format.number(settings.vcpusPerCore)],
            [t('snapshots'), format.number(settings.snapshotsPerVm)],
            [t('whenUnreachable'), t(`rules.${settings.whenUnreachable}`)],
            [t('whenFull'), t(`rules.${settings.whenFull}`)],
          ]}
        />
      </div>
    </details>
  );
}
