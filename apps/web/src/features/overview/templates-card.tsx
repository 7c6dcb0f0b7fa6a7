'use client';
// How many creations of each template failed, and how long the others took.
import type { Overview, TemplateCreations } from '@portal/types';
import { clsx } from 'clsx';
import { useFormatter, useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { CardTable } from '@/components/card-table.tsx';
import { useSecondsText } from '@/features/deployments/duration.tsx';
import { ShareBar } from './use-table.tsx';

const heads = ['template', 'failed', 'median', 'p95'] as const;
const cell = 'md:border-t md:border-line md:px-3 md:py-2.5';

export function TemplatesCard({ byTemplate }: Pick<Overview['creations'], 'byTemplate'>) {
  const t = useTranslations('overview.creations');
  if (byTemplate.length === 0) return null;
  return (
    <Card id="templates" title={t('byTemplate')}>
      <CardTable caption={t('byTemplate')} heads={heads.map((head) => t(head))}>
        {byTemplate.map((row) => (
          <TemplateRow key={row.id} row={row} />
        ))}
      </CardTable>
    </Card>
  );
}

function TemplateRow({ row }: { readonly row: TemplateCreations }) {
  const t = useTranslations('overview.creations');
  const format = useFormatter();
  const secondsText = useSecondsText();
  const { name, succeeded, failed } = row;
  const share = failed / Math.max(1, succeeded + failed);
  const percent = format.number(share, { style: 'percent', maximumFractionDigits: 0 });
  return (
    <tr className="max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-2 max-md:rounded-lg max-md:border max-md:border-line max-md:p-4">
      <th scope="row" className={clsx(cell, 'text-left font-medium wrap-anywhere max-md:col-span-2')}>
        {name}
      </th>
      <td className={clsx(cell, 'max-md:col-span-2')}>
        <span className="tabular-nums">{t('failedOf', { failed, all: succeeded + failed, percent })}</span>
        <ShareBar share={share} isBad />
      </td>
      {(['median', 'p95'] as const).map((figure) => (
        <td key={figure} className={clsx(cell, 'whitespace-nowrap tabular-nums max-md:whitespace-normal')}>
          <span className="text-ink-muted md:sr-only">{t(figure)} </span>
          {row[`${figure}Seconds`] === null ? '–' : secondsText(row[`${figure}Seconds`] ?? 0)}
        </td>
      ))}
    </tr>
  );
}
