// The steps of one operation, with those still to come; who administers the cluster sees the task log.
import type { DeploymentOperation, DeploymentStep, UsualStep } from '@portal/types';
import { clsx } from 'clsx';
import { Circle, CircleCheck, CircleX, LoaderCircle, MinusCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Duration } from '../duration.tsx';
import { TaskLog } from './task-log.tsx';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import { UsualTime } from './usual-time.tsx';

interface OperationStepsProps {
  readonly operation: DeploymentOperation;
  /** What stands above the steps: no step says it again. */
  readonly said: string | null;
  /** What steps like these usually take. */
  readonly usual: readonly UsualStep[];
}

export function OperationSteps({ operation, said, usual }: OperationStepsProps) {
  const t = useTranslations('timeline');
  const entries = timelineOf(operation);
  if (entries.length === 0) return <p className="text-ink-muted">{t('nothing')}</p>;
  return (
    <ol className="flex flex-col">
      {entries.map((entry) => (
        <TimelineItem
          key={entry.step?.id ?? entry.name}
          {...{ entry, said, usual }}
          deploymentId={operation.deploymentId}
        />
      ))}
    </ol>
  );
}

const marks = {
  running: { Icon: LoaderCircle, look: 'text-accent motion-safe:animate-spin' },
  done: { Icon: CircleCheck, look: 'text-good' },
  failed: { Icon: CircleX, look: 'text-bad' },
  skipped: { Icon: MinusCircle, look: 'text-ink-muted' },
  toCome: { Icon: Circle, look: 'text-line-strong' },
} as const satisfies Record<DeploymentStep['status'] | 'toCome', unknown>;

interface TimelineItemProps extends Pick<OperationStepsProps, 'said' | 'usual'> {
  readonly entry: TimelineEntry;
  readonly deploymentId: string;
}

function TimelineItem({ entry: { name, step }, deploymentId, said, usual }: TimelineItemProps) {
  const t = useTranslations('timeline');
  const state = step?.status ?? 'toCome';
  const { Icon, look } = marks[state];
  return (
    <li className="flex gap-3 py-1.5" aria-current={state === 'running' ? 'step' : undefined}>
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', look)} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap justify-between gap-x-4">
          <span className={clsx(state === 'toCome' && 'text-ink-muted', state === 'running' && 'font-medium')}>
            {t(`steps.${name}`)}
            <span className="sr-only">: {t(`states.${state}`)}</span>
          </span>
          <span className="text-ink-muted">
            <UsualTime {...{ name, step, usual }} />
            {step === null ? null : step.status === 'skipped' ? (
              t('states.skipped')
            ) : (
              <Duration from={step.startedAt} to={step.endedAt} />
            )}
          </span>
        </div>
        {step?.message && step.message !== said ? (
          <p className={clsx('wrap-break-word', state === 'failed' ? 'text-bad-ink' : 'text-ink-muted')}>
            {step.message}
          </p>
        ) : null}
        {step === null ? null : <TaskLog {...{ deploymentId, step }} />}
      </div>
    </li>
  );
}
