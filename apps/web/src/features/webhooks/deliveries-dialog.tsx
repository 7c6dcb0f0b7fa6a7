'use client';
// The way to what a webhook was sent. It is loaded when it is first asked for.
import type { Webhook } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';

const form = partOnUse(() => import('./deliveries.tsx'));

interface DeliveriesDialogProps {
  readonly webhook: Webhook;
  readonly open: boolean;
  readonly close: () => void;
}

export function DeliveriesDialog({ webhook, open, close }: DeliveriesDialogProps) {
  const t = useTranslations('webhooks');
  return (
    <FormDialog
      {...{ form, open, close }}
      title={t('named', { action: t('deliveries'), name: webhook.name })}
      description={t('deliveriesDescription')}
    >
      {({ Deliveries }) => (
        <>
          <Deliveries webhook={webhook} />
          <div className="mt-4 flex justify-end">
            <Button onClick={close}>{t('close')}</Button>
          </div>
        </>
      )}
    </FormDialog>
  );
}
