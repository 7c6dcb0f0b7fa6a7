'use client';
// A longer lease, asked for from a list.
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { Dialog } from '@/components/dialog.tsx';
import { leaseNext } from '../status.ts';
import type { ActionDialogProps } from './action-dialog.tsx';
import { ExtendControls } from './extend-controls.tsx';

export function ExtendDialog({ deployment, open, close, finalFocus }: ActionDialogProps) {
  const t = useTranslations('extend');
  const { expiresAt, deleteAt } = deployment;
  const both = deleteAt === null || deployment.deleteProtection ? 'dialogKeeps' : 'dialogDescription';
  const descriptions = {
    stops: both,
    deletes: 'dialogOnlyDeletes',
    kept: 'dialogKept',
    held: both,
    over: both,
  } as const;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      finalFocus={finalFocus}
      title={t('dialogTitle', { name: deployment.name })}
      description={t.rich(descriptions[leaseNext(deployment).stands], {
        stop: () => <DateTime value={expiresAt} />,
        remove: () => (deleteAt === null ? null : <DateTime value={deleteAt} />),
      })}
    >
      <ExtendControls deployment={deployment} onDone={close} />
      <div className="mt-4 flex justify-end">
        <Button onClick={close}>{t('close')}</Button>
      </div>
    </Dialog>
  );
}
