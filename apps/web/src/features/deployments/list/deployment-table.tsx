// The deployments of one page: a table, whose rows become cards on a narrow screen.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { classNames } from '@/components/class-names.ts';
import { DeploymentRow } from './deployment-row.tsx';

interface DeploymentTableProps {
  readonly deployments: readonly Deployment[];
  readonly showOwner: boolean;
  /** What is shown belongs to the filters before; the new answer is on its way. */
  readonly outdated: boolean;
}

const headClass = 'px-3 py-2 text-left text-[0.8125rem] font-medium text-ink-muted';

export function DeploymentTable({ deployments, showOwner, outdated }: DeploymentTableProps) {
  const t = useTranslations('list');
  return (
    <table
      aria-busy={outdated}
      className="w-full border-separate border-spacing-0 max-md:block md:rounded-lg md:border md:border-line md:bg-surface"
    >
      <caption className="sr-only">{t('caption')}</caption>
      <thead className="max-md:sr-only">
        <tr>
          <th scope="col" className={headClass}>
            {t('name')}
          </th>
          <th scope="col" className={classNames(headClass, 'max-lg:hidden')}>
            {t('template')}
          </th>
          {showOwner ? (
            <th scope="col" className={classNames(headClass, 'max-xl:hidden')}>
              {t('owner')}
            </th>
          ) : null}
          <th scope="col" className={headClass}>
            {t('status')}
          </th>
          <th scope="col" className={headClass}>
            {t('address')}
          </th>
          <th scope="col" className={classNames(headClass, 'max-xl:hidden')}>
            {t('size')}
          </th>
          <th scope="col" className={headClass}>
            {t('expires')}
          </th>
          <th scope="col" className={headClass}>
            <span className="sr-only">{t('actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-md:flex max-md:flex-col max-md:gap-3">
        {deployments.map((deployment) => (
          <DeploymentRow key={deployment.id} deployment={deployment} showOwner={showOwner} />
        ))}
      </tbody>
    </table>
  );
}
