'use client';
// What a rebuild takes away: the disks, and the snapshots with them.
import { countsAsSnapshot, type Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useSnapshots } from '../queries.ts';

/** Made only while the dialog is open: the snapshots are asked for then. */
export function RebuildLoss({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('confirm.rebuild');
  const snapshots = (useSnapshots(deployment.id).data?.items ?? []).filter(countsAsSnapshot);
  const template = { template: deployment.templateName, version: deployment.templateVersion };
  return (
    <>
      <p>{t('description', template)}</p>
      {snapshots.length === 0 ? null : (
        <div>
          <p>{t('snapshots', { count: snapshots.length })}</p>
          <ul className="mt-1 list-disc pl-5 wrap-break-word">
            {snapshots.map(({ id, label }) => (
              <li key={id}>{label}</li>
            ))}
          </ul>
        </div>
      )}
      <p>{t('stays')}</p>
    </>
  );
}
