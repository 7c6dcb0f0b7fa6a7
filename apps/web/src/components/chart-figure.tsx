'use client';
// A chart over time: what is drawn stands above it in words, and all of it in a table behind. The canvas says nothing to a screen
// reader, and what draws it is loaded when the first chart is shown.
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { type Drawn, dash } from './chart.ts';
import { partOnUse, usePartOnUse } from './on-use.ts';
import { headClass } from './table.ts';

const canvas = partOnUse(() => import('./chart-canvas.tsx'));

export interface ChartFigureProps extends Drawn {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** Of the table’s first column. */
  readonly momentHead: string;
  /** What stands in that column. */
  readonly momentCell: (index: number) => ReactNode;
  readonly order?: 'newestFirst' | 'oldestFirst';
}

export function ChartFigure({ id, title, momentHead, momentCell, order = 'newestFirst', ...drawn }: ChartFigureProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const part = usePartOnUse(canvas, true, () => undefined);
  const { lines, moments, valueText } = drawn;
  const latest = moments.findLastIndex((_, index) => lines.some(({ values }) => values[index] != null));
  const shown = pointed ?? (drawn.looks === 'bars' ? null : latest);
  return (
    <figure aria-labelledby={`figure-${id}`} className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-4">
        <span id={`figure-${id}`} className="font-medium">
          {title}
        </span>
        {lines.map(({ name, values }, index) => (
          <span key={name} className="flex items-center gap-1.5 text-ink-muted">
            <svg aria-hidden="true" width="20" height="2" className="overflow-visible">
              <line
                x2="20"
                className={index === 0 ? 'stroke-accent' : 'stroke-warn'}
                strokeWidth="2"
                strokeDasharray={index === 0 ? undefined : dash.join(' ')}
              />
            </svg>
            {name}
            <span className="text-ink tabular-nums">
              {shown === null ? null : valueOrDash(values[shown], valueText)}
            </span>
          </span>
        ))}
      </figcaption>
      <div className="h-40">{part === null ? null : <part.ChartCanvas {...drawn} setPointed={setPointed} />}</div>
      <ChartTable {...{ title, momentHead, momentCell, order }} {...drawn} />
    </figure>
  );
}

const valueOrDash = (value: number | null | undefined, text: (value: number) => string): string =>
  value == null ? '–' : text(value);

type ChartTableProps = Required<Omit<ChartFigureProps, 'id' | 'looks' | 'isDays' | 'steps'>>;

/** Without moments of which nothing is known. */
function ChartTable({ title, momentHead, momentCell, order, lines, moments, valueText }: ChartTableProps) {
  const t = useTranslations('chart');
  const [isOpen, setOpen] = useState(false);
  const label = t('table', { chart: title });
  const known = moments.flatMap((_, index) => (lines.some(({ values }) => values[index] != null) ? [index] : []));
  const rows = order === 'newestFirst' ? known.toReversed() : known;
  return (
    <details className="group/table mt-1" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex list-none items-center gap-1 rounded text-[0.8125rem] text-ink-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/table:rotate-90" />
        {label}
      </summary>
      {isOpen ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section aria-label={label} tabIndex={0} className="mt-1 max-h-60 overflow-auto rounded-md border border-line">
          <table className="w-full text-[0.8125rem]">
            <caption className="sr-only">{label}</caption>
            <thead>
              <tr>
                {[momentHead, ...lines.map(({ name }) => name)].map((head) => (
                  <th key={head} scope="col" className={headClass}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {rows.map((index) => (
                <tr key={moments[index]}>
                  <td className="px-3 py-1">{momentCell(index)}</td>
                  {lines.map(({ name, values }) => (
                    <td key={name} className="px-3 py-1 tabular-nums">
                      {valueOrDash(values[index], valueText)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
    </details>
  );
}
