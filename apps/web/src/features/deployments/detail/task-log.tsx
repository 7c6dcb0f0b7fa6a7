'use client';
// The log of a step's PVE task: of one that runs, followed line by line while it is open; of one that failed, what was kept of it.
import { type DeploymentStep, mostTaskLogLines } from '@portal/types';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useTaskLog } from '../queries.ts';

interface TaskLogProps {
  readonly deploymentId: string;
  readonly step: DeploymentStep;
}

export function TaskLog({ deploymentId, step }: TaskLogProps) {
  const t = useTranslations('timeline');
  const { upid, log, status } = step;
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? status === 'failed';
  const isRunning = status === 'running';
  if (upid === null && log.length === 0) return null;
  return (
    <details className="group mt-1" open={isOpen} onToggle={(event) => setChosen(event.currentTarget.open)}>
      <summary className="inline-flex list-none items-center gap-1 rounded text-[0.8125rem] text-ink-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {isRunning || log.length > 0 ? t('taskLog') : t('taskId')}
      </summary>
      {upid === null ? null : <p className="mt-1 font-mono text-xs break-all text-ink-muted">{upid}</p>}
      {log.length > 0 || upid === null ? <Lines lines={log} /> : null}
      {log.length === 0 && upid !== null && isOpen ? <Followed {...{ deploymentId, upid, isRunning }} /> : null}
    </details>
  );
}

interface FollowedProps {
  readonly deploymentId: string;
  readonly upid: string;
  /** Once it has ended, what was read of it stays. */
  readonly isRunning: boolean;
}

function Followed({ deploymentId, upid, isRunning }: FollowedProps) {
  const t = useTranslations('timeline');
  const leftOut = useLeftOut()('deployments.taskLog');
  const query = useTaskLog(deploymentId, upid, isRunning && leftOut === undefined);
  const { lines = [], reason = null } = query.data ?? {};
  const silence = leftOut ?? reason?.message;
  return (
    <>
      {lines.length === mostTaskLogLines ? (
        <p className="mt-1 text-ink-muted">{t('taskLogCut', { count: mostTaskLogLines })}</p>
      ) : null}
      <Lines lines={lines} />
      {isRunning && silence !== undefined ? <p className="mt-1 text-warn-ink">{silence}</p> : null}
      {isRunning && silence === undefined && !query.isError ? (
        <p className="mt-1 text-ink-muted">{t('taskLogFollowed')}</p>
      ) : null}
      <QueryFailure query={query} />
    </>
  );
}

/** So near to its end that whoever scrolls wants to see what comes. */
const nearEndPixels = 24;

function Lines({ lines }: { readonly lines: readonly string[] }) {
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what there is to scroll to
  useEffect(() => {
    if (box.current !== null && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  if (lines.length === 0) return null;
  return (
    <pre
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearEndPixels;
      }}
      className="mt-1 max-h-60 overflow-auto rounded-md bg-sunken p-2.5 font-mono text-xs"
    >
      {lines.join('\n')}
    </pre>
  );
}
