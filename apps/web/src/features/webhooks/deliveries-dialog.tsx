'use client';
// The way to what a webhook was sent. It is loaded when it is first asked for.
import type { Webhook } from '@portal/types';
import { useTranslations } from 'next-intl';
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
      {({ Deliveries }) => <Deliveries webhook={webhook} />}
    </FormDialog>
  );
}
