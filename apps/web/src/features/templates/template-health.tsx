'use client';
// What is known of a template's health and speed, in two short lines: its checks, and how long its VMs usually take.
import type { CanaryOutcome, Template } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';
import { type Tone, toneDot } from '@/components/tone.ts';
import { useSecondsText } from '@/features/deployments/duration.tsx';

const tones = {
  running: 'busy',
  passed: 'good',
  failed: 'bad',
  inconclusive: 'neutral',
} as const satisfies Record<CanaryOutcome, Tone>;

export function TemplateHealth({ template }: { readonly template: Template }) {
  const { canary } = template;
  return (
    <div className="flex flex-col gap-0.5 text-[0.8125rem] text-ink-muted">
      {canary?.last == null ? null : <LastCheck canary={canary} last={canary.last} />}
      <UsualTime template={template} />
    </div>
  );
}

type Health = NonNullable<Template['canary']>;

function LastCheck({ canary, last }: { readonly canary: Health; readonly last: NonNullable<Health['last']> }) {
  const t = useTranslations('templates.health');
  const format = useFormatter();
  const seconds = useSecondsText();
  const when = useTextOfNow((now) => format.relativeTime(new Date(last.at), { now }));
  const { runs, passed, medianSeconds } = canary;
  return (
    <p className="flex items-baseline gap-1.5">
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${toneDot[tones[last.outcome]]}`} />
      <span suppressHydrationWarning>
        {last.outcome === 'running' ? t('running') : t(last.outcome, { when })}
        {last.outcome === 'passed' && medianSeconds !== null
          ? ` ${t('ready', { time: seconds(medianSeconds) })}`
          : null}
        {runs === 0 ? null : ` ${t('figures', { passed, runs })}`}
      </span>
    </p>
  );
}

/** Fewer VMs than this say little about the next one. */
const leastSamples = 3;

function UsualTime({ template: { history } }: { readonly template: Template }) {
  const t = useTranslations('templates.health');
  const seconds = useSecondsText();
  if (history === null || history.samples < leastSamples) return null;
  return <p>{t('usual', { median: seconds(history.medianSeconds), most: seconds(history.p95Seconds) })}</p>;
}
