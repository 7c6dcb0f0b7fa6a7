// The steps of one operation, with those still to come; who administers the cluster sees the task log.
import type { DeploymentOperation, DeploymentStep, UsualStep } from '@portal/types';
import { clsx } from 'clsx';
import { ChevronRight, Circle, CircleCheck, CircleX, LoaderCircle, MinusCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Duration } from '../duration.tsx';
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
        <TimelineItem key={entry.step?.id ?? entry.name} {...{ entry, said, usual }} />
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
}

function TimelineItem({ entry: { name, step }, said, usual }: TimelineItemProps) {
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
        {step === null ? null : <TaskLog step={step} />}
      </div>
    </li>
  );
}

function TaskLog({ step }: { readonly step: DeploymentStep }) {
  const t = useTranslations('timeline');
  if (step.upid === null && step.log.length === 0) return null;
  return (
    <details className="group mt-1" open={step.status === 'failed'}>
      <summary className="inline-flex list-none items-center gap-1 rounded text-[0.8125rem] text-ink-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {step.log.length === 0 ? t('taskId') : t('taskLog')}
      </summary>
      {step.upid === null ? null : <p className="mt-1 font-mono text-xs break-all text-ink-muted">{step.upid}</p>}
      {step.log.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre tabIndex={0} className="mt-1 max-h-60 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-xs">
          {step.log.join('\n')}
        </pre>
      )}
    </details>
  );
}
