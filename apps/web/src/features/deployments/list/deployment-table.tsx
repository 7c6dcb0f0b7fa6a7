// The deployments of one page: a table, whose rows become cards on a narrow screen. Its columns have widths of their own, so that
// nothing moves sideways when a VM's state changes.
import type { Deployment } from '@portal/types';
import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { headClass } from '@/components/table.ts';
import { DeploymentRow } from './deployment-row.tsx';

interface DeploymentTableProps {
  readonly deployments: readonly Deployment[];
  readonly showOwner: boolean;
  /** What is shown belongs to the filters before; the new answer is on its way. */
  readonly outdated: boolean;
}

export function DeploymentTable({ deployments, showOwner, outdated }: DeploymentTableProps) {
  const t = useTranslations('list');
  return (
    <table
      aria-busy={outdated}
      className="w-full table-fixed border-separate border-spacing-0 max-lg:block lg:rounded-lg lg:border lg:border-line lg:bg-surface"
    >
      <caption className="sr-only">{t('caption')}</caption>
      <thead className="max-lg:sr-only">
        <tr>
          <th scope="col" className={headClass}>
            {t('name')}
          </th>
          <th scope="col" className={clsx(headClass, 'w-58 max-xl:hidden 2xl:w-68')}>
            {t('templateAndSize')}
          </th>
          {showOwner ? (
            <th scope="col" className={clsx(headClass, 'w-34 max-xl:hidden 2xl:w-44')}>
              {t('owner')}
            </th>
          ) : null}
          <th scope="col" className={clsx(headClass, 'w-48 2xl:w-60')}>
            {t('status')}
          </th>
          <th scope="col" className={clsx(headClass, 'w-46 2xl:w-56')}>
            {t('address')}
          </th>
          <th scope="col" className={clsx(headClass, 'w-30 2xl:w-40')}>
            {t('timeLeft')}
          </th>
          <th scope="col" className={clsx(headClass, 'w-50')}>
            <span className="sr-only">{t('actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-lg:grid max-lg:gap-3 md:max-lg:grid-cols-2">
        {deployments.map((deployment) => (
          <DeploymentRow key={deployment.id} deployment={deployment} showOwner={showOwner} />
        ))}
      </tbody>
    </table>
  );
}
