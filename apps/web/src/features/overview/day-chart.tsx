'use client';
// A chart of days, each of which is written as a day wherever it stands.
import { useTranslations } from 'next-intl';
import { ChartFigure, type ChartFigureProps } from '@/components/chart-figure.tsx';
import { useDayText } from './days.ts';

type DayChartProps = Omit<ChartFigureProps, 'isDays' | 'momentText' | 'momentHead' | 'momentCell'>;

export function DayChart(props: DayChartProps) {
  const t = useTranslations('overview');
  const dayText = useDayText();
  return (
    <ChartFigure
      {...props}
      isDays
      momentText={dayText}
      momentHead={t('day')}
      momentCell={(index) => dayText(props.moments[index] ?? 0)}
    />
  );
}
