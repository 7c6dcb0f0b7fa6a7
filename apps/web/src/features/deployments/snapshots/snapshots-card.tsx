'use client';
// The snapshots of a VM: the states of its disks that one can go back to, and how many more it may have.
import { countsAsSnapshot, type Deployment, type SnapshotList } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Card } from '@/components/card.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { useSnapshots } from '../queries.ts';
import { MakeSnapshot } from './make-snapshot.tsx';
import { SnapshotItem } from './snapshot-item.tsx';

export function SnapshotsCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('snapshots');
  const heading = useRef<HTMLHeadingElement>(null);
  const snapshots = useSnapshots(deployment.id);
  const { data } = snapshots;
  if (data !== undefined && data.limit === 0 && data.items.length === 0) return null;
  return (
    <Card
      id="snapshots"
      title={t('title')}
      headingRef={heading}
      aside={
        data === undefined ? null : (
          <span className="text-ink-muted tabular-nums">
            {t('count', { count: data.items.filter(countsAsSnapshot).length, limit: data.limit })}
          </span>
        )
      }
    >
      <QueryFailure query={snapshots} />
      {snapshots.isPending ? <Skeleton className="h-16" /> : null}
      {data === undefined ? null : <Content {...{ deployment, heading }} list={data} />}
    </Card>
  );
}

interface ContentProps {
  readonly deployment: Deployment;
  readonly list: SnapshotList;
  /** Has the focus when what was pressed is gone or off. */
  readonly heading: RefObject<HTMLElement | null>;
}

function Content({ deployment, list, heading }: ContentProps) {
  const t = useTranslations('snapshots');
  const { allowed, reason } = deployment.actions.snapshot;
  return (
    <div className="flex flex-col gap-4">
      {list.items.length === 0 ? (
        <p className="text-ink-muted">{t('empty')}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {list.items.map((snapshot) => (
            <SnapshotItem key={snapshot.id} {...{ deployment, heading, snapshot }} />
          ))}
        </ul>
      )}
      {!allowed ? (
        <p className="text-ink-muted">{reason}</p>
      ) : list.items.filter(countsAsSnapshot).length >= list.limit ? (
        <p className="text-ink-muted">{t('full', { limit: list.limit })}</p>
      ) : (
        <MakeSnapshot {...{ deployment, heading }} />
      )}
    </div>
  );
}
