// The list of deployments: a table, whose rows become cards on a narrow screen. Its columns have widths of their own, so that nothing
// moves sideways when a VM's state changes or when other rows are drawn.
import type { Deployment, DeploymentSort } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { Fragment, memo } from 'react';
import { headClass } from '@/components/table.ts';
import type { Column } from './columns.ts';
import { DeploymentRow } from './deployment-row.tsx';
import { useRowWindow } from './row-window.ts';
import type { Selection } from './selection.ts';
import { SortHeading } from './sort-heading.tsx';

interface TableHeadProps {
  readonly shown: ReadonlySet<Column>;
  readonly sort: DeploymentSort | undefined;
  readonly onSort: (sort: DeploymentSort) => void;
  readonly selection: Selection;
}

interface DeploymentTableProps extends TableHeadProps {
  readonly rows: readonly Deployment[];
  /** How many there are, loaded or not; undefined while nobody knows. */
  readonly count: number | undefined;
  /** Told of the rows in view, whenever it may be others. */
  readonly look: (first: number, last: number) => void;
  /** What is shown belongs to the filters before; the new answer is on its way. */
  readonly outdated: boolean;
}

/** While one scrolls, only rows that come into view are rendered. */
const Row = memo(DeploymentRow);

export function DeploymentTable({ rows, count, look, outdated, ...head }: DeploymentTableProps) {
  const t = useTranslations('list');
  const { shown, selection } = head;
  const { body, drawn, tail, stop, keepFocused, measure, followKey } = useRowWindow(rows, look);
  return (
    <table
      aria-busy={outdated}
      aria-rowcount={count === undefined ? -1 : count + 1}
      className="w-full table-fixed border-separate border-spacing-0 max-lg:block lg:rounded-lg lg:border lg:border-line lg:bg-surface"
    >
      <caption className="sr-only">{t('caption')}</caption>
      <TableHead {...head} isAll={selection.chosen.length === rows.length} />
      <tbody ref={body} onFocus={keepFocused} className="max-lg:block">
        {drawn.map(({ deployment, index, gap }) => (
          <Fragment key={deployment.id}>
            <Gap height={gap} />
            <Row {...{ deployment, index, shown, selection, measure, followKey }} isStop={index === stop} />
          </Fragment>
        ))}
        <Gap height={tail} />
      </tbody>
    </table>
  );
}

/** The place of rows that are not drawn. */
function Gap({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className="max-lg:block" style={{ height }}>
      <td className="p-0 max-lg:block" />
    </tr>
  );
}

function TableHead({ shown, selection, isAll, ...sorting }: TableHeadProps & { readonly isAll: boolean }) {
  const t = useTranslations('list');
  const words = useTranslations('columns');
  const plain = (column: Column, className: string) =>
    shown.has(column) ? (
      <th scope="col" className={clsx(headClass, className)}>
        {words(column)}
      </th>
    ) : null;
  return (
    // Of no use above cards: those are sorted by the choice among the filters.
    <thead className="max-lg:hidden">
      <tr>
        <th scope="col" className={clsx(headClass, 'w-10')}>
          <input
            type="checkbox"
            aria-label={t('chooseAll')}
            checked={isAll}
            onChange={selection.toggleAll}
            className="block size-4 accent-accent"
          />
        </th>
        <SortHeading {...sorting} text={t('name')} orders={['name', '-name']} />
        {plain('template', 'w-58 max-xl:hidden 2xl:w-60')}
        {plain('owner', 'w-34 max-xl:hidden 2xl:w-40')}
        <th scope="col" className={clsx(headClass, 'w-48 2xl:w-52')}>
          {t('status')}
        </th>
        {plain('address', 'w-46 2xl:w-48')}
        {plain('placement', 'w-28 max-2xl:hidden')}
        {shown.has('created') ? (
          <SortHeading
            {...sorting}
            text={words('created')}
            orders={['-createdAt', 'createdAt']}
            className="w-42 max-2xl:hidden"
          />
        ) : null}
        {shown.has('timeLeft') ? (
          <SortHeading
            {...sorting}
            text={words('timeLeft')}
            orders={['expiresAt', '-expiresAt']}
            className="w-30 2xl:w-36"
          />
        ) : null}
        <th scope="col" className={clsx(headClass, 'w-50')}>
          <span className="sr-only">{t('actions')}</span>
        </th>
      </tr>
    </thead>
  );
}
