'use client';
// The VM that waits for a request.
import type { LimitRequest } from '@portal/types';
import { useTranslations } from 'next-intl';

export function WaitingVm({ request: { create, state } }: { readonly request: LimitRequest }) {
  const t = useTranslations('requests');
  if (create === null) return null;
  const { name, template } = create;
  return (
    <p className="wrap-anywhere">
      {name === null ? t('vmUnnamed', { template }) : t('vm', { name, template })}
      {state === 'open' ? ` ${t('vmWaits')}` : null}
    </p>
  );
}
