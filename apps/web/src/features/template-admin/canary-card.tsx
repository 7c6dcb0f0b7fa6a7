'use client';
// The checks of a template, newest first. A check that is under way can be followed on the page of its VM; a VM that could
// not be deleted is never forgotten here.
import type { CanaryOutcome, CanaryRunView, Template } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import Link from '@/components/link';
import { Notice } from '@/components/notice.tsx';
import type { Tone } from '@/components/tone.ts';
import { Duration, useSecondsText } from '@/features/deployments/duration.tsx';
import { StatusBadge } from '@/features/deployments/status-badge.tsx';
import { useCanaries } from './queries.ts';

const tones = {
  running: 'busy',
  passed: 'good',
  failed: 'bad',
  inconclusive: 'neutral',
} as const satisfies Record<CanaryOutcome, Tone>;

export function CanaryCard({ template }: { readonly template: Template }) {
  const t = useTranslations('templateAdmin.canaries');
  const runs = useCanaries(template.id);
  const figures = template.canary;
  return (
    <Card
      id="checks"
      title={t('title')}
      aside={
        figures === null || figures.runs === 0 ? null : (
          <span className="text-ink-muted">{t('figures', { passed: figures.passed, runs: figures.runs })}</span>
        )
      }
    >
      <p className="text-ink-muted">{t('lead')}</p>
      {runs.length === 0 ? (
        <p className="mt-3">{t('none')}</p>
      ) : (
        <ol className="mt-3 flex flex-col divide-y divide-line border-t border-line">
          {runs.map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Run({ run }: { readonly run: CanaryRunView }) {
  const t = useTranslations('templateAdmin.canaries');
  return (
    <li className="flex flex-col gap-1.5 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="w-28">
          <Badge tone={tones[run.outcome]}>{t(`outcomes.${run.outcome}`)}</Badge>
        </span>
        <DateTime value={run.startedAt} />
        <span className="text-ink-muted">{t(`triggers.${run.trigger}`)}</span>
        <span className="text-ink-muted">{t('version', { version: run.templateVersion })}</span>
        <Time run={run} />
        <Vm run={run} />
      </div>
      {run.reason === null ? null : <p className="wrap-break-word">{run.reason}</p>}
      <LeftVm run={run} />
    </li>
  );
}

function Time({ run }: { readonly run: CanaryRunView }) {
  const t = useTranslations('templateAdmin.canaries');
  const seconds = useSecondsText();
  if (run.outcome === 'running') return <Duration from={run.startedAt} to={null} />;
  return run.seconds === null ? null : <span>{t('ready', { time: seconds(run.seconds) })}</span>;
}

function Vm({ run: { vm } }: { readonly run: CanaryRunView }) {
  const t = useTranslations('templateAdmin.canaries');
  if (vm === null) return null;
  return (
    <span className="ml-auto flex items-center gap-3">
      {vm.status === 'deleted' ? null : <StatusBadge status={vm.status} />}
      <Link href={`/deployments/${vm.deploymentId}`} className="text-accent-ink hover:underline">
        {t('vm')}
      </Link>
    </span>
  );
}

/** Judged, and its VM neither gone nor going. */
function LeftVm({ run: { vm, outcome } }: { readonly run: CanaryRunView }) {
  const t = useTranslations('templateAdmin.canaries');
  if (outcome === 'running' || vm === null || vm.status === 'deleted' || vm.status === 'deleting') return null;
  return <Notice kind="warn">{vm.message === null ? t('left') : t('leftBecause', { message: vm.message })}</Notice>;
}
