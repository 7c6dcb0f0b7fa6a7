// The deployments of one page: a table, whose rows become cards on a narrow screen. Its columns have widths of their own, so that
// nothing moves sideways when a VM's state changes.
import type { Deployment, DeploymentSort } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { headClass } from '@/components/table.ts';
import type { Column } from './columns.ts';
import { DeploymentRow } from './deployment-row.tsx';
import type { Selection } from './selection.ts';
import { SortHeading } from './sort-heading.tsx';

interface TableHeadProps {
  readonly shown: ReadonlySet<Column>;
  readonly sort: DeploymentSort | undefined;
  readonly onSort: (sort: DeploymentSort) => void;
  readonly selection: Selection;
}

interface DeploymentTableProps extends TableHeadProps {
  readonly deployments: readonly Deployment[];
  /** What is shown belongs to the filters before; the new answer is on its way. */
  readonly outdated: boolean;
}

export function DeploymentTable({ deployments, outdated, ...head }: DeploymentTableProps) {
  const t = useTranslations('list');
  const { shown, selection } = head;
  const stop = (selection.chosen[0] ?? deployments[0])?.id;
  return (
    <table
      aria-busy={outdated}
      className="w-full table-fixed border-separate border-spacing-0 max-lg:block lg:rounded-lg lg:border lg:border-line lg:bg-surface"
    >
      <caption className="sr-only">{t('caption')}</caption>
      <TableHead {...head} isAll={selection.chosen.length === deployments.length} />
      <tbody className="max-lg:grid max-lg:gap-3 md:max-lg:grid-cols-2">
        {deployments.map((deployment) => (
          <DeploymentRow key={deployment.id} {...{ deployment, shown, selection }} isStop={deployment.id === stop} />
        ))}
      </tbody>
    </table>
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
