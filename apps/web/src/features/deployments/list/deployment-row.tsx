// One deployment of the dashboard: a row of the table, or a card where the screen is narrow.
import type { Deployment } from '@portal/types';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { classNames } from '@/components/class-names.ts';
import { DeploymentActions } from '../actions/deployment-actions.tsx';
import { AddressCell } from '../address-cell.tsx';
import { ClusterSilence } from '../cluster-silence.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';
import { ReadyEstimate } from '../ready-estimate.tsx';
import { useSizeTexts } from '../size-text.ts';
import { StatusBadge } from '../status-badge.tsx';

interface DeploymentRowProps {
  readonly deployment: Deployment;
  readonly showOwner: boolean;
}

const cell = 'md:border-t md:border-line md:px-3 md:py-2.5 md:align-middle';
/** On a card, a line of its own with the column's name before it. */
const cardLine = 'max-md:col-span-2 max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-2';

const capped = 'max-w-[14rem] truncate';

export function DeploymentRow({ deployment, showOwner }: DeploymentRowProps) {
  const t = useTranslations('list');
  const sizes = useSizeTexts();
  const label = (text: string) => <span className="w-20 text-ink-muted md:hidden">{text}</span>;
  return (
    <tr className="relative max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-y-1 max-md:rounded-lg max-md:border max-md:border-line max-md:bg-surface max-md:p-4 md:hover:bg-sunken/50">
      <td className={cell}>
        <Link
          href={`/deployments/${deployment.id}`}
          // Its area is the whole row: a click anywhere follows it, in a new tab where the browser is asked to.
          className="font-medium text-accent-ink wrap-anywhere after:absolute after:inset-0 hover:underline md:inline-block md:max-w-64 md:min-w-44"
        >
          {deployment.name}
        </Link>
        <div className="text-[0.8125rem] text-ink-muted">
          {deployment.ticket === null ? null : <span className="mr-2 break-all">{deployment.ticket}</span>}
          <span className="lg:hidden">{deployment.templateName}</span>
        </div>
      </td>
      <td className={classNames(cell, 'max-lg:hidden')}>
        <div className={capped} title={deployment.templateName}>
          {deployment.templateName}
        </div>
      </td>
      {showOwner ? (
        <td className={classNames(cell, 'max-md:order-3 max-xl:md:hidden', cardLine)}>
          {label(t('owner'))}
          <span className="md:block md:max-w-40 md:truncate" title={deployment.owner.email}>
            {deployment.owner.name}
          </span>
        </td>
      ) : null}
      <td className={classNames(cell, 'max-md:text-right')}>
        <StatusBadge status={deployment.status} />
        {deployment.queuePosition === null ? null : (
          <div className="mt-0.5 text-xs text-ink-muted">
            {t('queuePosition', { position: deployment.queuePosition })}
          </div>
        )}
        <RowNotes deployment={deployment} />
      </td>
      <td className={classNames(cell, 'max-md:order-4', cardLine)}>
        {label(t('address'))}
        <AddressCell deployment={deployment} />
      </td>
      <td className={classNames(cell, 'max-md:order-5 max-xl:md:hidden', cardLine)}>
        {label(t('size'))}
        <span className="tabular-nums">{sizes.all(deployment)}</span>
      </td>
      <td className={classNames(cell, 'max-md:order-6', cardLine)}>
        {label(t('expires'))}
        <LeaseCountdown deployment={deployment} />
      </td>
      <td className={classNames(cell, 'max-md:order-7 max-md:col-span-2 max-md:mt-2 max-md:flex max-md:justify-end')}>
        <div className="relative z-1">
          <DeploymentActions deployment={deployment} size="sm" />
        </div>
      </td>
    </tr>
  );
}

const note = 'mt-0.5 max-w-52 text-xs wrap-break-word max-md:ml-auto';

/** What there is to say about the status: that nobody can tell, or why it is so and when it will be another. */
function RowNotes({ deployment }: { readonly deployment: Deployment }) {
  const { clusterUnreachableSince, statusMessage, failureCode, estimate } = deployment;
  if (clusterUnreachableSince !== null) {
    return (
      <div className={classNames(note, 'text-warn-ink')}>
        <ClusterSilence since={clusterUnreachableSince} />
      </div>
    );
  }
  return (
    <>
      {statusMessage === null ? null : (
        <p
          title={statusMessage}
          className={classNames(note, 'line-clamp-2', failureCode === null ? 'text-ink-muted' : 'text-bad-ink')}
        >
          {statusMessage}
        </p>
      )}
      {estimate === null ? null : (
        <p className={classNames(note, 'text-ink-muted')}>
          <ReadyEstimate deployment={deployment} estimate={estimate} />
        </p>
      )}
    </>
  );
}
