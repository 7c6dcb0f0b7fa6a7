// What there is to say about the status of a row: its place in the queue, that nobody can tell, or why it is so and when it will be another.
import type { Deployment } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { DateTime } from '@/components/date-time.tsx';
import { ClusterSilence } from '../cluster-silence.tsx';
import { EstimateBar, ReadyEstimate } from '../ready-estimate.tsx';

const note = 'mt-0.5 wrap-break-word';

export function RowNotes({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('list');
  const { clusterUnreachableSince, statusMessage, failureCode, estimate, queuePosition, status, restoreUntil } =
    deployment;
  const isMessage = clusterUnreachableSince === null && statusMessage !== null;
  const isEstimate = clusterUnreachableSince === null && estimate !== null;
  return (
    <>
      {queuePosition === null ? null : (
        <p className={clsx(note, 'text-ink-muted')}>{t('queuePosition', { position: queuePosition })}</p>
      )}
      {status === 'trashed' && restoreUntil !== null ? (
        <p className={clsx(note, 'text-ink-muted')}>
          {t.rich('restoreUntil', { date: () => <DateTime value={restoreUntil} /> })}
        </p>
      ) : null}
      {clusterUnreachableSince === null ? null : (
        <p className={clsx(note, 'text-warn-ink')}>
          <ClusterSilence since={clusterUnreachableSince} />
        </p>
      )}
      {isMessage ? (
        <p
          title={statusMessage}
          className={clsx(note, 'line-clamp-2', failureCode === null ? 'text-ink-muted' : 'text-bad-ink')}
        >
          {statusMessage}
        </p>
      ) : null}
      {isEstimate ? (
        <p className={clsx(note, 'text-ink-muted')}>
          <ReadyEstimate deployment={deployment} estimate={estimate} />
          <EstimateBar deployment={deployment} estimate={estimate} />
        </p>
      ) : null}
    </>
  );
}
