'use client';
// A longer lease, asked for from a list.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { deletionDate, leaseNext } from '../status.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { ExtendControls } from './extend-controls.tsx';

/** What happens when; where no date deletes it, until when it is kept. */
const wordsOf = (deployment: Deployment) => {
  const { stands } = leaseNext(deployment);
  if (stands === 'noEnd') return 'dialogNoEnd';
  if (stands === 'deletes') return 'dialogOnlyDeletes';
  if (deletionDate(deployment) !== null) return 'dialogDescription';
  if (deployment.deleteProtection) return stands === 'kept' ? 'dialogKeptProtected' : 'dialogKeepsProtected';
  return stands === 'kept' ? 'dialogKept' : 'dialogKeeps';
};

export function ExtendDialog({ deployment, open, close, finalFocus }: ActionDialogProps) {
  const t = useTranslations('extend');
  const { expiresAt, deleteAt } = deployment;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      finalFocus={finalFocus}
      title={t('dialogTitle', { name: deployment.name })}
      description={t.rich(wordsOf(deployment), {
        stop: () => expiresAt && <DateTime value={expiresAt} />,
        remove: () => deleteAt && <DateTime value={deleteAt} />,
      })}
    >
      <ExtendControls deployment={deployment} onDone={close} />
      <div className="mt-4 flex justify-end">
        <Button onClick={close}>{t('close')}</Button>
      </div>
    </Dialog>
  );
}
