'use client';
// What was asked of this VM, newest first, each with its steps; everything else that happened stands in the audit trail.
import type { Deployment, DeploymentOperation, UsualStep } from '@portal/types';
import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import Link from '@/components/link';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { type Tone, toneDot } from '@/components/tone.ts';
import { Duration } from '../duration.tsx';
import { useOperations } from '../queries.ts';
import { OperationControl } from './operation-control.tsx';
import { OperationSteps } from './operation-steps.tsx';

interface OperationsCardProps {
  readonly deployment: Deployment;
  /** The latest one stands above, in a card of its own. */
  readonly latestIsAbove: boolean;
}

export function OperationsCard({ deployment, latestIsAbove }: OperationsCardProps) {
  const t = useTranslations('operations');
  const page = useOperations(deployment.id);
  const heading = useRef<HTMLHeadingElement>(null);
  const operations = page.data?.items.slice(latestIsAbove ? 1 : 0);
  return (
    <Card
      id="operations"
      headingRef={heading}
      title={latestIsAbove ? t('earlier') : t('title')}
      aside={
        <Link href={`/audit?subject=${deployment.id}`} className="text-accent-ink hover:underline">
          {t('audit')}
        </Link>
      }
    >
      <QueryFailure query={page} />
      {page.isPending ? <Skeleton className="h-24" /> : null}
      {operations?.length === 0 ? <p className="text-ink-muted">{t('none')}</p> : null}
      <div className="flex flex-col divide-y divide-line">
        {operations?.map((operation, index) => (
          <OperationItem
            key={operation.id}
            {...{ deployment, operation, heading }}
            usual={page.data?.usual ?? []}
            open={index === 0 && !latestIsAbove}
          />
        ))}
      </div>
    </Card>
  );
}

const tones = {
  queued: 'busy',
  running: 'busy',
  waiting: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'neutral',
} as const satisfies Record<DeploymentOperation['state'], Tone>;

interface OperationItemProps {
  readonly deployment: Deployment;
  readonly operation: DeploymentOperation;
  readonly heading: RefObject<HTMLElement | null>;
  readonly usual: readonly UsualStep[];
  readonly open: boolean;
}

function OperationItem({ deployment, operation, heading, usual, open }: OperationItemProps) {
  const t = useTranslations();
  const { kind, state, requestedBy, requestedAt, startedAt, endedAt, error } = operation;
  return (
    <details className="group/operation py-2 first:pt-0 last:pb-0" open={open}>
      <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 rounded">
        <span aria-hidden className={clsx('size-2 shrink-0 rounded-full', toneDot[tones[state]])} />
        <span className="font-medium">{t(`timeline.operations.${kind}`)}</span>
        <span className="text-ink-muted">{t(`operations.states.${state}`)}</span>
        <span className="ml-auto flex items-center gap-x-3 text-ink-muted">
          {startedAt === null ? null : <Duration from={startedAt} to={endedAt} />}
          <ChevronRight aria-hidden className="size-4 transition-transform group-open/operation:rotate-90" />
        </span>
        <span className="basis-full pl-5 text-ink-muted">
          <DateTime value={requestedAt} /> · {requestedBy === null ? t('operations.portal') : requestedBy.name}
        </span>
      </summary>
      <div className="pt-2 pl-5">
        {state !== 'cancelled' || error === null ? null : <p className="text-ink-muted">{error.message}</p>}
        <OperationSteps operation={operation} said={null} usual={usual} />
        <OperationControl {...{ deployment, operation, heading }} />
      </div>
    </details>
  );
}
