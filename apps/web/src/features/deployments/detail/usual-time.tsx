'use client';
// What a step that is under way, or still to come, usually takes; where it takes longer, that it does, and no more than that.
import type { DeploymentStep, StepName, UsualStep } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useTextOfNow } from '@/components/clock.ts';
import { useSecondsText } from '../duration.tsx';

interface UsualTimeProps {
  readonly name: StepName;
  /** Null for one that is still to come. */
  readonly step: DeploymentStep | null;
  readonly usual: readonly UsualStep[];
}

export function UsualTime({ name, step, usual }: UsualTimeProps) {
  const operation = step?.operation ?? 'provision';
  const known = usual.find((one) => one.operation === operation && one.name === name);
  // What takes no second needs no forecast.
  if (known === undefined || known.p95Seconds === 0) return null;
  if (step !== null && step.status !== 'running') return null;
  return <Usually known={known} since={step?.startedAt ?? null} />;
}

const millisecondsPerSecond = 1_000;

function Usually({ known, since }: { readonly known: UsualStep; readonly since: string | null }) {
  const t = useTranslations('timeline');
  const seconds = useSecondsText();
  const text = useTextOfNow((now) => {
    const usual = seconds(known.medianSeconds);
    const passed = since === null ? 0 : (now - Date.parse(since)) / millisecondsPerSecond;
    return passed > known.p95Seconds ? t('longer', { usual }) : t('usually', { usual });
  });
  return (
    <span suppressHydrationWarning className="mr-2">
      {text}
      {since === null ? null : ' ·'}
    </span>
  );
}
