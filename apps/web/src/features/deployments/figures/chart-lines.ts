// Which figures stand in one chart, and how each is written.
import type { FigureName, FigurePoint } from '@portal/types';
import { useFormatter } from 'next-intl';
import { mibPerGib } from '../size-text.ts';

export const chartKinds = ['cpu', 'memory', 'disk', 'network'] as const;
export type ChartKind = (typeof chartKinds)[number];

export const chartLines = {
  cpu: ['cpuShare'],
  memory: ['usedMemoryMiB'],
  disk: ['diskReadBytesPerSecond', 'diskWriteBytesPerSecond'],
  network: ['networkInBytesPerSecond', 'networkOutBytesPerSecond'],
} as const satisfies Record<ChartKind, readonly FigureName[]>;

export type ShownFigure = (typeof chartLines)[ChartKind][number];

export const wasRecorded = (points: readonly FigurePoint[], name: FigureName): boolean =>
  points.some((point) => point[name] !== null);

/** The end of a chart's scale where that is not the largest value: the whole of it, or so little that noise is not drawn as a mountain. */
export const leastTop = (kind: ChartKind, points: readonly FigurePoint[]): number => {
  if (kind === 'cpu') return 1;
  if (kind === 'memory') return Math.max(1, ...points.map(({ memoryMiB }) => memoryMiB ?? 0));
  return 1_000;
};

const units = [
  { from: 1e9, unit: 'gigabyte-per-second' },
  { from: 1e6, unit: 'megabyte-per-second' },
  { from: 1e3, unit: 'kilobyte-per-second' },
] as const;

/** In the reader's number format, with its unit. */
export const useFigureText = (): ((kind: ChartKind, value: number) => string) => {
  const format = useFormatter();
  const unitOf = (value: number, unit: string): string =>
    format.number(value, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 });
  return (kind, value) => {
    if (kind === 'cpu') return format.number(value, { style: 'percent', maximumFractionDigits: value < 0.1 ? 1 : 0 });
    if (kind === 'memory') return `${format.number(value / mibPerGib, { maximumFractionDigits: 2 })} GiB`;
    const { from, unit } = units.find((one) => value >= one.from) ?? { from: 1, unit: 'byte-per-second' };
    return unitOf(value / from, unit);
  };
};
