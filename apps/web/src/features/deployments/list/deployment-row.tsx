// One deployment of the dashboard: a row of the table, or a card where the screen is narrow.
import type { Deployment } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { type ReactNode, type RefObject, useRef } from 'react';
import { DateTime } from '@/components/date-time.tsx';
import Link from '@/components/link';
import { Ticket } from '@/components/ticket.tsx';
import { TemplateName } from '@/features/templates/template-icon.tsx';
import { DeploymentActions } from '../actions/deployment-actions.tsx';
import { AddressCell } from '../address-cell.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';
import { useSizeTexts } from '../size-text.ts';
import { StatusBadge } from '../status-badge.tsx';
import { tagsText } from '../tags-text.ts';
import { CancelCreation } from './cancel-creation.tsx';
import type { Column } from './columns.ts';
import { RowCheckbox } from './row-checkbox.tsx';
import { RowNotes } from './row-notes.tsx';
import type { DrawnRow, RowWindow } from './row-window.ts';
import type { Selection } from './selection.ts';

interface DeploymentRowProps extends Pick<DrawnRow, 'deployment' | 'index'>, Pick<RowWindow, 'measure' | 'followKey'> {
  readonly shown: ReadonlySet<Column>;
  readonly selection: Selection;
  /** Whether the Tab key leads to its checkbox. */
  readonly isStop: boolean;
}

const cell = 'lg:border-t lg:border-line lg:px-3 lg:py-2.5 lg:align-middle';
/** On a card, a line of its own with the column's name before it. */
const cardLine = 'max-lg:flex max-lg:flex-wrap max-lg:items-center max-lg:gap-x-2';
const wholeLine = 'max-lg:col-span-2';

interface CellProps {
  /** Its column's name, which a card has before it. */
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

function Cell({ label, className, children }: CellProps) {
  return (
    <td className={clsx(cell, cardLine, wholeLine, className)}>
      <span className="w-20 text-ink-muted lg:hidden">{label}</span>
      {children}
    </td>
  );
}

export function DeploymentRow(props: DeploymentRowProps) {
  const { deployment, index, shown, selection, isStop } = props;
  const t = useTranslations('columns');
  const sizes = useSizeTexts();
  const link = useRef<HTMLAnchorElement>(null);
  const list = useTranslations('list');
  const { owner, placement } = deployment;
  return (
    <tr
      ref={props.measure}
      data-index={index}
      // After the head of the table.
      aria-rowindex={index + 2}
      className="relative max-lg:mb-3 max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:content-start max-lg:gap-x-3 max-lg:gap-y-1 max-lg:rounded-lg max-lg:border max-lg:border-line max-lg:bg-surface max-lg:p-4 lg:hover:bg-sunken/50"
    >
      <td className={clsx(cell, 'max-lg:absolute max-lg:top-4.5 max-lg:left-4')}>
        <RowCheckbox
          {...{ selection, isStop }}
          id={deployment.id}
          label={list('choose', { name: deployment.name })}
          followKey={(key) => props.followKey(key, index)}
        />
      </td>
      <td className={clsx(cell, 'max-lg:pl-7')}>
        <NameCell link={link} deployment={deployment} showTemplate={shown.has('template')} />
      </td>
      {shown.has('template') ? (
        <td className={clsx(cell, 'max-xl:hidden')}>
          <TemplateName icon={deployment.icon} name={deployment.templateName} />
          <div className="text-[0.8125rem] text-ink-muted tabular-nums">{sizes.all(deployment)}</div>
        </td>
      ) : null}
      {shown.has('owner') ? (
        <Cell label={t('owner')} className="max-lg:order-2 lg:max-xl:hidden">
          <span className="wrap-anywhere lg:block lg:truncate" title={owner.email}>
            {owner.name}
          </span>
        </Cell>
      ) : null}
      <td className={clsx(cell, 'max-lg:contents')}>
        <div className="max-lg:self-start max-lg:justify-self-end">
          <StatusBadge status={deployment.status} />
        </div>
        <div className={clsx(wholeLine, 'text-xs max-lg:order-1 empty:hidden')}>
          <RowNotes deployment={deployment} />
        </div>
      </td>
      {shown.has('address') ? (
        <Cell label={t('address')} className="max-lg:order-3">
          <AddressCell deployment={deployment} />
        </Cell>
      ) : null}
      {shown.has('template') ? (
        <td className={clsx('max-lg:order-4 lg:hidden', cardLine, wholeLine)}>
          <span className="w-20 text-ink-muted">{t('size')}</span>
          <span className="tabular-nums">{sizes.all(deployment)}</span>
        </td>
      ) : null}
      {shown.has('placement') ? (
        <Cell label={t('placement')} className="max-lg:order-4 lg:max-2xl:hidden">
          {placement === null ? null : (
            <span className="wrap-anywhere tabular-nums" title={placement.cluster}>
              {t('at', placement)}
            </span>
          )}
        </Cell>
      ) : null}
      {shown.has('created') ? (
        <Cell label={t('created')} className="max-lg:order-5 lg:max-2xl:hidden">
          <DateTime value={deployment.createdAt} />
        </Cell>
      ) : null}
      {shown.has('timeLeft') ? (
        <Cell label={t('timeLeft')} className="max-lg:order-5">
          <LeaseCountdown deployment={deployment} />
        </Cell>
      ) : null}
      <td className={clsx(cell, 'max-lg:order-6 max-lg:mt-1', wholeLine)}>
        <div className="relative z-1 flex justify-end gap-1.5">
          <CancelCreation deployment={deployment} fallback={link} />
          <DeploymentActions deployment={deployment} size="sm" />
        </div>
      </td>
    </tr>
  );
}

interface NameCellProps {
  readonly link: RefObject<HTMLAnchorElement | null>;
  readonly deployment: Deployment;
  readonly showTemplate: boolean;
}

function NameCell({ link, deployment, showTemplate }: NameCellProps) {
  const t = useTranslations('list');
  const { id, name, ticket, tags, owner, sharedWithMe, deleteProtection, icon, templateName } = deployment;
  return (
    <>
      <Link
        ref={link}
        href={`/deployments/${id}`}
        // Its area is the whole row: a click anywhere follows it, in a new tab where the browser is asked to.
        className="font-medium text-accent-ink wrap-anywhere after:absolute after:inset-0 hover:underline"
      >
        {name}
      </Link>
      <div className="text-[0.8125rem] text-ink-muted">
        {sharedWithMe === null ? null : (
          <span className="mr-2 wrap-anywhere">{t('sharedBy', { owner: owner.name })}</span>
        )}
        {deleteProtection ? <span className="mr-2">{t('protected')}</span> : null}
        {ticket === null ? null : (
          <span className="mr-2 wrap-anywhere">
            <Ticket ticket={ticket} />
          </span>
        )}
        {tags.length === 0 ? null : <span className="mr-2 wrap-anywhere">{tagsText(tags)}</span>}
        {showTemplate ? (
          <span className="xl:hidden">
            <TemplateName icon={icon} name={templateName} />
          </span>
        ) : null}
      </div>
    </>
  );
}
