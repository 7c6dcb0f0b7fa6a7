// One deployment of the dashboard: a row of the table, or a card where the screen is narrow.
import type { Deployment } from '@portal/types';
import { clsx } from 'clsx';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Ticket } from '@/components/ticket.tsx';
import { DeploymentActions } from '../actions/deployment-actions.tsx';
import { AddressCell } from '../address-cell.tsx';
import { ClusterSilence } from '../cluster-silence.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';
import { ReadyEstimate } from '../ready-estimate.tsx';
import { useSizeTexts } from '../size-text.ts';
import { StatusBadge } from '../status-badge.tsx';
import { tagsText } from '../tags-text.ts';

interface DeploymentRowProps {
  readonly deployment: Deployment;
  readonly showOwner: boolean;
}

const cell = 'lg:border-t lg:border-line lg:px-3 lg:py-2.5 lg:align-middle';
/** On a card, a line of its own with the column's name before it. */
const cardLine = 'max-lg:flex max-lg:flex-wrap max-lg:items-center max-lg:gap-x-2';
const wholeLine = 'max-lg:col-span-2';

export function DeploymentRow({ deployment, showOwner }: DeploymentRowProps) {
  const t = useTranslations('list');
  const sizes = useSizeTexts();
  const label = (text: string) => <span className="w-20 text-ink-muted lg:hidden">{text}</span>;
  return (
    <tr className="relative max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:content-start max-lg:gap-x-3 max-lg:gap-y-1 max-lg:rounded-lg max-lg:border max-lg:border-line max-lg:bg-surface max-lg:p-4 lg:hover:bg-sunken/50">
      <td className={cell}>
        <Link
          href={`/deployments/${deployment.id}`}
          // Its area is the whole row: a click anywhere follows it, in a new tab where the browser is asked to.
          className="font-medium text-accent-ink wrap-anywhere after:absolute after:inset-0 hover:underline"
        >
          {deployment.name}
        </Link>
        <div className="text-[0.8125rem] text-ink-muted">
          {deployment.sharedWithMe === null ? null : (
            <span className="mr-2 wrap-anywhere">{t('sharedBy', { owner: deployment.owner.name })}</span>
          )}
          {deployment.ticket === null ? null : (
            <span className="mr-2 wrap-anywhere">
              <Ticket ticket={deployment.ticket} />
            </span>
          )}
          {deployment.tags.length === 0 ? null : (
            <span className="mr-2 wrap-anywhere">{tagsText(deployment.tags)}</span>
          )}
          <span className="xl:hidden">{deployment.templateName}</span>
        </div>
      </td>
      <td className={clsx(cell, 'max-xl:hidden')}>
        <div>{deployment.templateName}</div>
        <div className="text-[0.8125rem] text-ink-muted tabular-nums">{sizes.all(deployment)}</div>
      </td>
      {showOwner ? (
        <td className={clsx(cell, 'max-lg:order-2 lg:max-xl:hidden', cardLine, wholeLine)}>
          {label(t('owner'))}
          <span className="wrap-anywhere lg:block lg:truncate" title={deployment.owner.email}>
            {deployment.owner.name}
          </span>
        </td>
      ) : null}
      <td className={clsx(cell, 'max-lg:contents')}>
        <div className="max-lg:self-start max-lg:justify-self-end">
          <StatusBadge status={deployment.status} />
        </div>
        <div className={clsx(wholeLine, 'text-xs max-lg:order-1 empty:hidden')}>
          <RowNotes deployment={deployment} />
        </div>
      </td>
      <td className={clsx(cell, 'max-lg:order-3', cardLine, wholeLine)}>
        {label(t('address'))}
        <AddressCell deployment={deployment} />
      </td>
      <td className={clsx('max-lg:order-4 lg:hidden', cardLine, wholeLine)}>
        {label(t('size'))}
        <span className="tabular-nums">{sizes.all(deployment)}</span>
      </td>
      <td className={clsx(cell, 'max-lg:order-5', cardLine, wholeLine)}>
        {label(t('timeLeft'))}
        <LeaseCountdown deployment={deployment} />
      </td>
      <td className={clsx(cell, 'max-lg:order-6 max-lg:mt-1', wholeLine)}>
        <div className="relative z-1">
          <DeploymentActions deployment={deployment} size="sm" />
        </div>
      </td>
    </tr>
  );
}

const note = 'mt-0.5 wrap-break-word';

/** What there is to say about the status: its place in the queue, that nobody can tell, or why it is so and when it will be another. */
function RowNotes({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('list');
  const { clusterUnreachableSince, statusMessage, failureCode, estimate, queuePosition } = deployment;
  const isMessage = clusterUnreachableSince === null && statusMessage !== null;
  const isEstimate = clusterUnreachableSince === null && estimate !== null;
  return (
    <>
      {queuePosition === null ? null : (
        <p className={clsx(note, 'text-ink-muted')}>{t('queuePosition', { position: queuePosition })}</p>
      )}
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
        </p>
      ) : null}
    </>
  );
}
