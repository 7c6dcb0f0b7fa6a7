// What the lease holds next for a deployment: when it stops, or when it is deleted.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Countdown } from './countdown.tsx';
import { leaseIsOver } from './status.ts';

export function LeaseCountdown({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('lease');
  if (leaseIsOver.includes(deployment.status)) return <span className="text-ink-muted">{t('over')}</span>;
  if (deployment.status === 'expired') {
    return <span>{t.rich('deletedIn', { time: () => <Countdown until={deployment.deleteAt} /> })}</span>;
  }
  return <Countdown until={deployment.expiresAt} />;
}
