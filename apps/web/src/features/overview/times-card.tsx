'use client';
// How the creations of the last weeks went, and how long they took by day.
import type { Overview } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Card } from '@/components/card.tsx';
import { useSecondsText } from '@/features/deployments/duration.tsx';
import { DayChart } from './day-chart.tsx';
import { everyDay } from './days.ts';

type Creations = Pick<Overview, 'creations'>;

export function TimesCard({ creations }: Creations) {
  const t = useTranslations('overview.creations');
  const secondsText = useSecondsText();
  const { succeeded, failed, medianSeconds, p95Seconds } = creations;
  return (
    <Card id="creations" title={t('title')}>
      <p className="mb-3 text-ink-muted">
        {t('summary', { succeeded, failed })}{' '}
        {medianSeconds === null || p95Seconds === null
          ? null
          : t('times', { median: secondsText(medianSeconds), p95: secondsText(p95Seconds) })}
      </p>
      {medianSeconds === null ? null : <TimesChart creations={creations} />}
    </Card>
  );
}

const leastTopSeconds = 60;
const secondSteps = [10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600];

function TimesChart({ creations: { byDay } }: Creations) {
  const t = useTranslations('overview.creations');
  const inSeconds = useTranslations('duration');
  const secondsText = useSecondsText();
  const { moments, rows } = useMemo(() => everyDay(byDay), [byDay]);
  const lines = useMemo(
    () => [
      { name: t('median'), values: rows.map((day) => day?.medianSeconds ?? null) },
      { name: t('p95'), values: rows.map((day) => day?.p95Seconds ?? null) },
    ],
    [rows, t],
  );
  return (
    <DayChart
      id="times-by-day"
      title={t('timesByDay')}
      {...{ lines, moments }}
      top={leastTopSeconds}
      steps={secondSteps}
      valueText={(value) => (value === 0 ? inSeconds('seconds', { seconds: 0 }) : secondsText(Math.round(value)))}
    />
  );
}
