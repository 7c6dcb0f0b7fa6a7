'use client';
// What a chart draws, as a table: newest first, without moments of which nothing was recorded.
import type { FigurePoint } from '@portal/types';
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { headClass } from '@/components/table.ts';
import { type ChartKind, chartLines, type ShownFigure, useFigureText, valueText } from './chart-lines.ts';

interface FigureTableProps {
  readonly kind: ChartKind;
  readonly points: readonly FigurePoint[];
}

export function FigureTable({ kind, points }: FigureTableProps) {
  const t = useTranslations('figures');
  const text = useFigureText();
  const names: readonly ShownFigure[] = chartLines[kind];
  const rows = points.filter((point) => names.some((name) => point[name] !== null)).toReversed();
  const label = t('table', { chart: t(`charts.${kind}`) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="mt-1 max-h-60 overflow-auto rounded-md border border-line">
      <table className="w-full text-[0.8125rem]">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            <th scope="col" className={headClass}>
              {t('at')}
            </th>
            {names.map((name) => (
              <th key={name} scope="col" className={headClass}>
                {t(`names.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((point) => (
            <tr key={point.at}>
              <td className="px-3 py-1">
                <DateTime value={point.at} />
              </td>
              {names.map((name) => (
                <td key={name} className="px-3 py-1 tabular-nums">
                  {valueText(point[name], (value) => text(kind, value))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
