'use client';
// VMs that no deployment accounts for: what they are, why they count as orphans, and what to do about them in Proxmox VE.
import type { OrphanList as Orphans } from '@portal/types';
import { PackageCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CardTable } from '@/components/card-table.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { EmptyState } from '@/components/empty-state.tsx';
import { Notice } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { OrphanRow } from './orphan-row.tsx';
import { useOrphans } from './queries.ts';

const columns = ['vm', 'place', 'age', 'size', 'power', 'because'] as const;

export function OrphanList() {
  const t = useTranslations('orphans');
  const { orphans, query } = useOrphans();
  const { items, looks } = orphans;
  return (
    <div className="flex flex-col gap-4">
      <QueryFailure query={query} />
      <Looks looks={looks} />
      {items.length === 0 ? (
        <EmptyState icon={PackageCheck} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <>
          <Notice kind="info">
            <p className="font-medium">{t('whatToDo')}</p>
            <ul className="mt-1 list-disc pl-5">
              <li>{t('unneeded')}</li>
              <li>{t('needed')}</li>
            </ul>
          </Notice>
          <CardTable caption={t('caption')} heads={columns.map((column) => t(`columns.${column}`))}>
            {items.map((orphan) => (
              <OrphanRow key={`${orphan.cluster.id}/${orphan.vmid}`} orphan={orphan} />
            ))}
          </CardTable>
        </>
      )}
    </div>
  );
}

/** How old what is shown is, where that matters. */
function Looks({ looks }: Pick<Orphans, 'looks'>) {
  const t = useTranslations('orphans');
  return looks.map(({ cluster, observedAt, unreachableSince }) => {
    if (unreachableSince !== null) {
      return (
        <Notice key={cluster.id} kind="warn">
          {t.rich('unreachable', { cluster: cluster.name, since: () => <DateTime value={unreachableSince} /> })}
        </Notice>
      );
    }
    if (observedAt !== null) return null;
    return (
      <Notice key={cluster.id} kind="info">
        {t('unseen', { cluster: cluster.name })}
      </Notice>
    );
  });
}
