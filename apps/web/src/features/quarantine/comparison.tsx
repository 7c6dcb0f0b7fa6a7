'use client';
// What the portal has on record beside what the cluster shows, line by line. A difference is marked in words.
import type { QuarantineItem } from '@portal/types';
import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '@/components/badge.tsx';
import { type ComparisonLine, useComparisonLines } from './comparison-lines.tsx';

const cell = 'border-t border-line px-2 py-2 align-top wrap-anywhere sm:px-3';
const head = 'px-2 py-2 text-left sm:px-3 text-[0.8125rem] font-medium text-ink-muted';

export function Comparison({ item }: { readonly item: QuarantineItem }) {
  const t = useTranslations('quarantine');
  const lines = useComparisonLines(item);
  return (
    <div className="flex flex-col gap-2">
      <div className="rounded-lg border border-line">
        <table className="w-full table-fixed border-separate border-spacing-0">
          <caption className="sr-only">{t('comparison', { name: item.name })}</caption>
          <thead>
            <tr>
              <th scope="col" className={clsx(head, 'w-[34%] sm:w-48')}>
                <span className="sr-only">{t('property')}</span>
              </th>
              <th scope="col" className={head}>
                {t('onRecord')}
              </th>
              <th scope="col" className={head}>
                {t('inCluster')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <ComparisonRow key={line.key} line={line} differs={item.differences.some((key) => key === line.key)} />
            ))}
          </tbody>
        </table>
      </div>
      <Description description={item.seen?.description ?? ''} />
    </div>
  );
}

function ComparisonRow({ line, differs }: { readonly line: ComparisonLine; readonly differs: boolean }) {
  const t = useTranslations('quarantine');
  return (
    <tr>
      <th scope="row" className={clsx(cell, 'text-left font-normal text-ink-muted')}>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {t(`lines.${line.key}`)}
          {differs ? <Badge tone="warn">{t('differs')}</Badge> : null}
        </span>
      </th>
      <td className={cell}>{line.recorded ?? t('nothing')}</td>
      <td className={clsx(cell, differs && 'font-medium')}>{line.seen ?? t('nothing')}</td>
    </tr>
  );
}

function Description({ description }: { readonly description: string }) {
  const t = useTranslations('quarantine');
  if (description.trim() === '') return null;
  return (
    <details className="group">
      <summary className="inline-flex cursor-pointer list-none items-center gap-1 rounded text-ink-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        {t('description')}
      </summary>
      <p className="mt-2 rounded-md bg-sunken px-3 py-2 font-mono text-[0.8125rem] whitespace-pre-wrap wrap-anywhere">
        {description}
      </p>
    </details>
  );
}
