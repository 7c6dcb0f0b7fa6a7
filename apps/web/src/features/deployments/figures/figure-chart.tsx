'use client';
// One chart, drawn by uPlot on a canvas that says nothing to a screen reader: what is drawn stands above it in words, and all of it in a
// table behind.
import type { FigurePoint, FigureTimeframe } from '@portal/types';
import { ChevronRight } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartKind, chartLines, leastTop, type ShownFigure, useFigureText, valueText } from './chart-lines.ts';
import { FigureTable } from './figure-table.tsx';

interface FigureChartProps {
  readonly kind: ChartKind;
  readonly points: readonly FigurePoint[];
  readonly timeframe: FigureTimeframe;
}

export function FigureChart({ kind, points, timeframe }: FigureChartProps) {
  const t = useTranslations('figures');
  const [isTabled, setTabled] = useState(false);
  const [pointed, setPointed] = useState<number | null>(null);
  const text = useFigureText();
  const names: readonly ShownFigure[] = chartLines[kind];
  const latest = points.findLastIndex((point) => names.some((name) => point[name] !== null));
  const shown = points[pointed ?? latest];
  return (
    <figure aria-labelledby={`figure-${kind}`} className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-4">
        <span id={`figure-${kind}`} className="font-medium">
          {t(`charts.${kind}`)}
        </span>
        {names.map((name, index) => (
          <span key={name} className="flex items-center gap-1.5 text-ink-muted">
            <svg aria-hidden="true" width="20" height="2" className="overflow-visible">
              <line
                x2="20"
                className={index === 0 ? 'stroke-accent' : 'stroke-warn'}
                strokeWidth="2"
                strokeDasharray={index === 0 ? undefined : dash.join(' ')}
              />
            </svg>
            {t(`names.${name}`)}
            <span className="text-ink tabular-nums">{valueText(shown?.[name], (value) => text(kind, value))}</span>
          </span>
        ))}
      </figcaption>
      <Canvas {...{ kind, points, timeframe, setPointed }} />
      <details className="group/table mt-1" onToggle={(event) => setTabled(event.currentTarget.open)}>
        <summary className="inline-flex list-none items-center gap-1 rounded text-[0.8125rem] text-ink-muted hover:text-ink">
          <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/table:rotate-90" />
          {t('table', { chart: t(`charts.${kind}`) })}
        </summary>
        {isTabled ? <FigureTable {...{ kind, points }} /> : null}
      </details>
    </figure>
  );
}

const height = 160;
const dash = [5, 4];
const millisecondsPerSecond = 1_000;
/** Memory is counted in powers of two, from 16 MiB to 16 GiB a line. */
const mibSteps = Array.from({ length: 11 }, (_, n) => 2 ** (n + 4));

const toData = (points: readonly FigurePoint[], names: readonly ShownFigure[]): UPlot.AlignedData => [
  points.map(({ at }) => Date.parse(at) / millisecondsPerSecond),
  ...names.map((name) => points.map((point) => point[name])),
];

interface CanvasProps extends FigureChartProps {
  readonly setPointed: (index: number | null) => void;
}

function Canvas({ kind, points, timeframe, setPointed }: CanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const { resolvedTheme } = useTheme();
  const text = useFigureText();
  const format = useFormatter();
  const names: readonly ShownFigure[] = chartLines[kind];
  const top = leastTop(kind, points);

  const valuesOf = useEffectEvent((values: readonly number[]) => values.map((value) => text(kind, value)));
  const momentsOf = useEffectEvent((moments: readonly number[]) =>
    moments.map((moment) => format.dateTime(new Date(moment * millisecondsPerSecond), momentForms[timeframe])),
  );
  const draw = useEffectEvent((target: HTMLElement) => {
    const color = (name: string) => () => getComputedStyle(target).getPropertyValue(`--${name}`);
    const axis = {
      stroke: color('ink-muted'),
      font: '12px system-ui',
      grid: { stroke: color('line'), width: 1 },
      ticks: { show: false },
    };
    return new UPlot(
      {
        ...{ width: target.clientWidth, height, legend: { show: false }, padding: [8, 8, 0, 0] },
        cursor: { drag: { x: false, y: false }, y: false },
        scales: { y: { range: (_chart, _least, most) => [0, Math.max(top, most)] } },
        series: [
          {},
          ...names.map((_name, index) => ({
            stroke: color(index === 0 ? 'accent' : 'warn'),
            width: 2,
            ...(index === 0 ? {} : { dash }),
            points: { show: false },
          })),
        ],
        axes: [
          { ...axis, values: (_chart, moments) => momentsOf(moments), space: 70, size: 30 },
          {
            ...axis,
            values: (_chart, values) => valuesOf(values),
            size: 72,
            ...(kind === 'memory' ? { incrs: mibSteps } : {}),
          },
        ],
        hooks: { setCursor: [({ cursor }) => setPointed(cursor.idx ?? null)] },
      },
      toData(points, names),
      target,
    );
  });

  useEffect(() => {
    const target = place.current;
    if (target === null) return;
    const drawn = draw(target);
    chart.current = drawn;
    const watch = new ResizeObserver(() => drawn.setSize({ width: target.clientWidth, height }));
    watch.observe(target);
    return () => {
      watch.disconnect();
      drawn.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setData(toData(points, chartLines[kind])), [points, kind]);
  // Its paths stay: before they are first drawn there is nothing to make them of.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of the other theme are read while drawing
  useEffect(() => chart.current?.redraw(false), [resolvedTheme]);
  return <div ref={place} aria-hidden className="h-40 overflow-hidden" />;
}

const momentForms = {
  hour: { hour: '2-digit', minute: '2-digit' },
  day: { hour: '2-digit', minute: '2-digit' },
  week: { weekday: 'short', day: 'numeric' },
} as const satisfies Record<FigureTimeframe, unknown>;
