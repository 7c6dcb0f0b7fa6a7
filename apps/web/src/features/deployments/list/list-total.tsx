'use client';
// How many the filters select. Asked for once the first rows have come, which never wait for it.
import type { CountDeployments, Total } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useDeploymentCount } from '../queries.ts';

interface Listed {
  readonly of: CountDeployments;
  readonly rows: number;
  /** There are none beside these rows, and all are as they were last told of; undefined while the rows are another selection's. */
  readonly isWhole: boolean | undefined;
}

/** Undefined until it is known, null where it cannot be counted. */
export const useListTotal = ({ of, rows, isWhole }: Listed): Total | null | undefined => {
  const { data, isError } = useDeploymentCount(of, isWhole === false);
  if (isWhole) return { count: rows, more: false };
  return data ?? (isError ? null : undefined);
};

export function ListTotal({ total }: { readonly total: ReturnType<typeof useListTotal> }) {
  const t = useTranslations('total');
  return (
    <p aria-live="polite" className="text-[0.8125rem] text-ink-muted">
      {total && t(total.more ? 'orMore' : 'exact', { count: total.count })}
      {total === undefined && t('counting')}
    </p>
  );
}
