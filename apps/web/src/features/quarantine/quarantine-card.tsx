'use client';
// One quarantined deployment: why, both sides next to each other, and what can be done.
import type { QuarantineItem } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import Link from '@/components/link';
import { Notice } from '@/components/notice.tsx';
import { StatusBadge } from '@/features/deployments/status-badge.tsx';
import { Comparison } from './comparison.tsx';
import { SettleActions } from './settle-actions.tsx';

interface QuarantineCardProps {
  readonly item: QuarantineItem;
  /** Has the focus once it is settled. */
  readonly heading: RefObject<HTMLElement | null>;
}

export function QuarantineCard({ item, heading }: QuarantineCardProps) {
  return (
    <Card title={item.name} id={`quarantine-${item.id}`} aside={<StatusBadge status={item.status} />}>
      <div className="flex flex-col gap-5">
        <Facts item={item} />
        <Presence item={item} />
        <Comparison item={item} />
        <SettleActions item={item} heading={heading} />
      </div>
    </Card>
  );
}

function Facts({ item }: { readonly item: QuarantineItem }) {
  const t = useTranslations('quarantine');
  return (
    <div className="flex flex-col gap-3">
      {item.reason === null ? null : <Notice kind="bad">{item.reason}</Notice>}
      <FactList
        facts={[
          [
            t('deployment'),
            <Link key="link" href={`/deployments/${item.id}`} className="text-accent-ink hover:underline">
              {t('openDeployment')}
            </Link>,
          ],
          [t('owner'), item.owner.name],
          [t('template'), item.templateName],
          [t('cluster'), item.cluster.name],
          [t('since'), <DateTime key="since" value={item.since} />],
          [t('made'), item.seen?.createdAt == null ? null : <DateTime key="made" value={item.seen.createdAt} />],
        ]}
      />
    </div>
  );
}

/** Nothing to say where the VM stands beside its record. */
function Presence({ item }: { readonly item: QuarantineItem }) {
  const t = useTranslations('quarantine.presence');
  if (item.presence === 'shown') return null;
  return (
    <Notice kind={item.presence === 'unseen' ? 'info' : 'warn'}>
      {t.rich(item.presence, {
        pool: item.recorded.pool,
        at: () => (item.lookedAt === null ? t('never') : <DateTime value={item.lookedAt} withSeconds />),
      })}
    </Notice>
  );
}
