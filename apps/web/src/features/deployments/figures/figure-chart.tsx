'use client';
// One chart of what was recorded of a VM.
import type { FigurePoint, FigureTimeframe } from '@portal/types';
import { useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { ChartFigure } from '@/components/chart-figure.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { type ChartKind, chartLines, leastTop, type ShownFigure, useFigureText } from './chart-lines.ts';

interface FigureChartProps {
  readonly kind: ChartKind;
  readonly points: readonly FigurePoint[];
  readonly timeframe: FigureTimeframe;
}

const millisecondsPerSecond = 1_000;
/** Memory is counted in powers of two, from 16 MiB to 16 GiB a line. */
const mibSteps = Array.from({ length: 11 }, (_, n) => 2 ** (n + 4));

export function FigureChart({ kind, points, timeframe }: FigureChartProps) {
  const t = useTranslations('figures');
  const format = useFormatter();
  const text = useFigureText();
  const moments = useMemo(() => points.map(({ at }) => Date.parse(at) / millisecondsPerSecond), [points]);
  const lines = useMemo(() => {
    const names: readonly ShownFigure[] = chartLines[kind];
    return names.map((name) => ({ name: t(`names.${name}`), values: points.map((point) => point[name]) }));
  }, [points, kind, t]);
  return (
    <ChartFigure
      id={kind}
      title={t(`charts.${kind}`)}
      {...{ lines, moments }}
      top={leastTop(kind, points)}
      steps={kind === 'memory' ? mibSteps : undefined}
      valueText={(value) => text(kind, value)}
      momentText={(seconds) => format.dateTime(new Date(seconds * millisecondsPerSecond), momentForms[timeframe])}
      momentHead={t('at')}
      momentCell={(index) => <DateTime value={points[index]?.at ?? ''} />}
    />
  );
}

const momentForms = {
  hour: { hour: '2-digit', minute: '2-digit' },
  day: { hour: '2-digit', minute: '2-digit' },
  week: { weekday: 'short', day: 'numeric' },
} as const satisfies Record<FigureTimeframe, unknown>;
