'use client';
// How many the filters select. Asked for once the page has come, which never waits for it.
import type { CountDeployments, DeploymentPage } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useDeploymentCount } from '../queries.ts';

interface ListTotalProps {
  readonly of: CountDeployments;
  /** The page that is shown; undefined while it is another's. */
  readonly page: DeploymentPage | undefined;
  readonly isFirst: boolean;
}

export function ListTotal({ of: selection, page, isFirst }: ListTotalProps) {
  const t = useTranslations('total');
  const whole = isFirst && page?.nextCursor === null ? { count: page.items.length, more: false } : undefined;
  const { data, isError } = useDeploymentCount(selection, page !== undefined && whole === undefined);
  const total = whole ?? data;
  return (
    <p aria-live="polite" className="text-[0.8125rem] text-ink-muted">
      {total !== undefined && t(total.more ? 'orMore' : 'exact', { count: total.count })}
      {total === undefined && !isError && t('counting')}
    </p>
  );
}
