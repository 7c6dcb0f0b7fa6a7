'use client';
// How much is held of each limit, as a bar and in words. On a narrow screen the rows become cards.
import { type Policy, type Usage, type UsageMeasure, usageMeasures } from '@portal/types';
import { clsx } from 'clsx';
import { useFormatter, useTranslations } from 'next-intl';
import { CardTable } from '@/components/card-table.tsx';
import { scaleOf, useSizeTexts } from '@/features/deployments/size-text.ts';

interface UseRow {
  readonly id: string;
  readonly name: string;
  readonly people?: number;
  readonly used: Usage;
  /** Null where it is not known. */
  readonly limit: Policy | null;
}

interface UseTableProps {
  readonly of: 'team' | 'cluster';
  readonly rows: readonly UseRow[];
}

const cell = 'md:border-t md:border-line md:px-3 md:py-2.5';

export function UseTable({ of, rows }: UseTableProps) {
  const t = useTranslations();
  return (
    <CardTable
      caption={t(`overview.${of}s.title`)}
      heads={[t(`overview.${of}s.name`), ...usageMeasures.map((measure) => t(`quota.labels.${measure}`))]}
    >
      {rows.map(({ id, name, people, used, limit }) => (
        <tr
          key={id}
          className="max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-2 max-md:rounded-lg max-md:border max-md:border-line max-md:p-4"
        >
          <th scope="row" className={clsx(cell, 'text-left font-medium wrap-anywhere max-md:col-span-2')}>
            {name}
            {people === undefined ? null : (
              <p className="font-normal text-ink-muted">{t('overview.people', { count: people })}</p>
            )}
          </th>
          {usageMeasures.map((measure) => (
            <td key={measure} className={cell}>
              <Use measure={measure} used={used[measure]} limit={limit?.[measure] ?? null} />
            </td>
          ))}
        </tr>
      ))}
    </CardTable>
  );
}

interface UseProps {
  readonly measure: UsageMeasure;
  readonly used: number;
  readonly limit: number | null;
}

const useUsedText = (): ((measure: UsageMeasure, used: number) => string) => {
  const format = useFormatter();
  const sizes = useSizeTexts();
  const texts = {
    deployments: (used: number) => format.number(used),
    vcpus: sizes.vcpus,
    memoryMiB: sizes.memory,
    diskGiB: sizes.disk,
  };
  return (measure, used) => texts[measure](used);
};

function Use({ measure, used, limit }: UseProps) {
  const t = useTranslations();
  const text = useUsedText();
  if (limit === null) return <span className="tabular-nums">{text(measure, used)}</span>;
  const scaled = (figure: number): number => Math.round(figure / scaleOf(measure));
  const share = limit === 0 ? Number(used > 0) : used / limit;
  return (
    <>
      <span className="tabular-nums">
        {t(`quota.ofLimit.${measure}`, { after: scaled(used), limit: scaled(limit) })}
        {share > 1 ? <span className="text-bad-ink"> {t('overview.over')}</span> : null}
      </span>
      <ShareBar share={share} />
    </>
  );
}

/** What it shows stands beside it in words. */
export function ShareBar({ share, isBad = share > 1 }: { readonly share: number; readonly isBad?: boolean }) {
  return (
    <div aria-hidden className="mt-1 h-1.5 max-w-40 overflow-hidden rounded-full bg-sunken">
      <div
        className={clsx('h-full rounded-full', isBad ? 'bg-bad' : 'bg-accent')}
        style={{ width: `${Math.min(1, share) * 100}%` }}
      />
    </div>
  );
}
