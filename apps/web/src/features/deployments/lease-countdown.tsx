// What the lease holds next for a deployment: when it stops, or when it is deleted.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Countdown } from './countdown.tsx';
import { leaseNext } from './status.ts';

interface LeaseCountdownProps {
  readonly deployment: Deployment;
  /** Says also that it is the time until the VM stops, where no heading does. */
  readonly inWords?: boolean;
}

export function LeaseCountdown({ deployment, inWords = false }: LeaseCountdownProps) {
  const t = useTranslations('lease');
  const next = leaseNext(deployment);
  switch (next.stands) {
    case 'stops':
      return inWords ? (
        <span>{t.rich('stopsIn', { time: () => <Countdown until={next.at} /> })}</span>
      ) : (
        <Countdown until={next.at} />
      );
    case 'deletes':
      return <span>{t.rich('deletedIn', { time: () => <Countdown until={next.at} /> })}</span>;
    default:
      return <span className="text-ink-muted">{t(next.stands)}</span>;
  }
}
