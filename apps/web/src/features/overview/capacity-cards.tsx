'use client';
// What each cluster had and what of it was in use, at the most of each day.
import type { CapacityDay, ClusterUse } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Card } from '@/components/card.tsx';
import { mibPerGib, useSizeTexts } from '@/features/deployments/size-text.ts';
import { DayChart } from './day-chart.tsx';
import { everyDay } from './days.ts';

/** Of a cluster of which nothing was recorded there is nothing to draw. */
export function CapacityCards({ clusters }: { readonly clusters: readonly ClusterUse[] }) {
  const t = useTranslations('overview.capacity');
  return clusters
    .filter(({ trend }) => trend.length > 0)
    .map(({ id, name, trend }) => (
      <Card key={id} id={`capacity-${id}`} title={t('title', { name })}>
        <p className="mb-3 text-ink-muted">{t('lead')}</p>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-2">
          <TrendChart id={`memory-${id}`} title={t('memory', { name })} trend={trend} figures={memory} />
          <TrendChart id={`disk-${id}`} title={t('disk', { name })} trend={trend} figures={disk} />
        </div>
      </Card>
    ));
}

interface Figures {
  /** GiB. */
  readonly used: (day: CapacityDay) => number;
  readonly all: (day: CapacityDay) => number;
}

const memory: Figures = {
  used: ({ usedMemoryMiB }) => usedMemoryMiB / mibPerGib,
  all: ({ memoryMiB }) => memoryMiB / mibPerGib,
};
const disk: Figures = { used: ({ usedDiskGiB }) => usedDiskGiB, all: ({ diskGiB }) => diskGiB };

interface TrendChartProps {
  readonly id: string;
  readonly title: string;
  readonly trend: readonly CapacityDay[];
  readonly figures: Figures;
}

function TrendChart({ id, title, trend, figures }: TrendChartProps) {
  const t = useTranslations('overview.capacity');
  const sizes = useSizeTexts();
  const { moments, rows } = useMemo(() => everyDay(trend), [trend]);
  const lines = useMemo(
    () => [
      { name: t('used'), values: rows.map((day) => day && figures.used(day)) },
      { name: t('all'), values: rows.map((day) => day && figures.all(day)) },
    ],
    [rows, figures, t],
  );
  return <DayChart {...{ id, title, lines, moments }} top={1} valueText={(value) => sizes.disk(Math.round(value))} />;
}
