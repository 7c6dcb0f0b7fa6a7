'use client';
// Whether everything is well, in a line and in a table: each part with its state, what was seen of it, and, where it is not well, what to
// do. On a narrow screen the rows become cards.
import type { Health, HealthState } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge } from '@/components/badge.tsx';
import { CardTable } from '@/components/card-table.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { Notice } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import type { Tone } from '@/components/tone.ts';
import { ClockFacts } from './clock-facts.tsx';
import { ClusterFacts } from './cluster-facts.tsx';
import {
  AuditFacts,
  DatabaseFacts,
  FeedFacts,
  MailFacts,
  ProblemFacts,
  QueueFacts,
  WorkerFacts,
} from './part-facts.tsx';
import { useHealth } from './queries.ts';

export function HealthReport() {
  const t = useTranslations('health');
  const { health, query } = useHealth();
  return (
    <div className="flex flex-col gap-4">
      <QueryFailure query={query} />
      <Whole health={health} />
      <CardTable
        caption={t('caption')}
        heads={(['part', 'state', 'seen'] as const).map((column) => t(`columns.${column}`))}
      >
        <Parts health={health} />
      </CardTable>
    </div>
  );
}

const looks = { well: 'info', unset: 'info', attention: 'warn', failing: 'bad' } as const satisfies Record<
  HealthState,
  string
>;

function Whole({ health: { state, at } }: { readonly health: Health }) {
  const t = useTranslations('health');
  return (
    <Notice kind={looks[state]}>
      <p className="font-medium">{t(`whole.${state}`)}</p>
      <p>{t.rich('asOf', { at: () => <DateTime value={at} withSeconds /> })}</p>
    </Notice>
  );
}

function Parts({ health }: { readonly health: Health }) {
  const t = useTranslations('health');
  const { database, queue, worker, clusters, clocks, audit, feed, mail, problems, at } = health;
  return (
    <>
      <Part name={t('parts.database')} state={database.state} remedy={t('remedies.database')}>
        <DatabaseFacts database={database} />
      </Part>
      <Part name={t('parts.queue')} state={queue.state} remedy={t('remedies.queue')}>
        <QueueFacts queue={queue} at={at} />
      </Part>
      <Part name={t('parts.worker')} state={worker.state} remedy={t('remedies.worker')}>
        <WorkerFacts worker={worker} />
      </Part>
      {clusters.map((cluster) => (
        <Part
          key={cluster.id}
          name={t('parts.cluster', { name: cluster.name })}
          state={cluster.state}
          remedy={t('remedies.cluster')}
        >
          <ClusterFacts cluster={cluster} />
        </Part>
      ))}
      <Part name={t('parts.clocks')} state={clocks.state} remedy={t('remedies.clocks')}>
        <ClockFacts clocks={clocks} />
      </Part>
      <Part name={t('parts.audit')} state={audit.state} remedy={t('remedies.problem')}>
        <AuditFacts audit={audit} />
      </Part>
      <Part name={t('parts.feed')} state={feed.state} remedy={t('remedies.problem')}>
        <FeedFacts feed={feed} />
      </Part>
      <Part name={t('parts.mail')} state={mail.state}>
        <MailFacts mail={mail} />
      </Part>
      <Part name={t('parts.problems')} state={problems.state}>
        <ProblemFacts problems={problems} />
      </Part>
    </>
  );
}

const tones = { well: 'good', attention: 'warn', failing: 'bad', unset: 'neutral' } as const satisfies Record<
  HealthState,
  Tone
>;
const cell = 'md:border-t md:border-line md:px-3 md:py-2.5 md:align-top';

interface PartProps {
  readonly name: string;
  readonly state: HealthState;
  /** What to do where it is not well. */
  readonly remedy?: string;
  readonly children: ReactNode;
}

function Part({ name, state, remedy, children }: PartProps) {
  const t = useTranslations('health');
  const isWell = state === 'well' || state === 'unset';
  return (
    <tr className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-y-1 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-4">
      <th scope="row" className={clsx(cell, 'text-left font-medium wrap-anywhere')}>
        {name}
      </th>
      <td className={cell}>
        <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
      </td>
      <td className={clsx(cell, 'max-md:col-span-2')}>
        {children}
        {isWell || remedy === undefined ? null : <p className="text-ink-muted">{remedy}</p>}
      </td>
    </tr>
  );
}
