'use client';
// Draws lines or bars over time with uPlot, in the colours of the theme and the width that there is.
import { useTheme } from 'next-themes';
import { useEffect, useEffectEvent, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Drawn, dash, daySeconds } from './chart.ts';

const height = 160;
const daySteps = [1, 2, 3, 7, 14, 28].map((days) => days * daySeconds);
/** More of them are a line of their own. */
const mostDots = 31;
/** Of the room that each has, and in pixels at most. */
const barSize: [number, number] = [0.6, 48];

const toData = ({ moments, lines }: Pick<Drawn, 'moments' | 'lines'>): UPlot.AlignedData => [
  [...moments],
  ...lines.map(({ values }) => [...values]),
];

/** Of days, with room for a whole one: bars at the edges are drawn whole. */
const dayScale: UPlot.Options['scales'] = {
  x: { range: (_chart, first, last) => [first - daySeconds / 2, last + daySeconds / 2] },
};

type Options = Omit<Drawn, 'momentText' | 'valueText'>;

/** The parts that follow from what is drawn, and not from where. */
const optionsOf = ({ lines, moments, isDays = false, looks = 'lines', steps, top }: Options, target: HTMLElement) => {
  const color = (name: string) => () => getComputedStyle(target).getPropertyValue(`--${name}`);
  const axis = {
    stroke: color('ink-muted'),
    font: '12px system-ui',
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  const paths = looks === 'bars' ? UPlot.paths.bars?.({ size: barSize }) : undefined;
  const series = lines.map((_line, index) => ({
    stroke: color(index === 0 ? 'accent' : 'warn'),
    width: looks === 'bars' ? 0 : 2,
    ...(index === 0 ? {} : { dash }),
    ...(paths === undefined ? {} : { paths, fill: color('accent') }),
    points: { show: isDays && looks === 'lines' && moments.length <= mostDots },
  }));
  return {
    ...(isDays ? { tzDate: (seconds: number) => UPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC') } : {}),
    scales: {
      ...(isDays ? dayScale : {}),
      y: { range: (_chart: UPlot, _least: number, most: number): [number, number] => [0, Math.max(top, most)] },
    },
    series: [{}, ...series],
    axes: [
      { ...axis, space: 90, size: 34, gap: 9, ...(isDays ? { incrs: daySteps } : {}) },
      { ...axis, size: 72, ...(steps === undefined ? {} : { incrs: steps }) },
    ] as const,
  };
};

export interface ChartCanvasProps extends Drawn {
  readonly setPointed: (index: number | null) => void;
}

export function ChartCanvas({ setPointed, ...drawn }: ChartCanvasProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  const { resolvedTheme } = useTheme();
  const { lines, moments } = drawn;

  const valuesOf = useEffectEvent((values: readonly number[]) => values.map(drawn.valueText));
  const momentsOf = useEffectEvent((seconds: readonly number[]) => seconds.map(drawn.momentText));
  const point = useEffectEvent(setPointed);
  const draw = useEffectEvent((target: HTMLElement) => {
    const { axes, ...options } = optionsOf(drawn, target);
    const [momentAxis, valueAxis] = axes;
    return new UPlot(
      {
        ...{ width: target.clientWidth, height, legend: { show: false }, padding: [8, 8, 0, 0] },
        cursor: { drag: { x: false, y: false }, y: false },
        ...options,
        axes: [
          { ...momentAxis, values: (_chart, seconds) => momentsOf(seconds) },
          { ...valueAxis, values: (_chart, values) => valuesOf(values) },
        ],
        hooks: { setCursor: [({ cursor }) => point(cursor.idx ?? null)] },
      },
      toData(drawn),
      target,
    );
  });

  useEffect(() => {
    const target = place.current;
    if (target === null) return;
    const made = draw(target);
    chart.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: target.clientWidth, height }));
    watch.observe(target);
    return () => {
      watch.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setData(toData({ moments, lines })), [moments, lines]);
  // Its paths stay: before they are first drawn there is nothing to make them of.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours of the other theme are read while drawing
  useEffect(() => chart.current?.redraw(false), [resolvedTheme]);
  return <div ref={place} aria-hidden className="h-full overflow-hidden" />;
}
