'use client';
// A webhook as it is written; of a new one then its secret, once. The form is loaded when it is first asked for.
import type { NewWebhook, Webhook } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { ShownWebhookSecret } from './shown-webhook-secret.tsx';

const form = partOnUse(() => import('./webhook-form.tsx'));

interface WebhookDialogProps {
  /** Null for a new one. */
  readonly webhook: Webhook | null;
  readonly open: boolean;
  readonly close: () => void;
}

export function WebhookDialog({ webhook, open, close }: WebhookDialogProps) {
  const t = useTranslations('webhooks');
  const [made, setMade] = useState<NewWebhook | null>(null);
  const leave = (): void => {
    close();
    setMade(null);
  };
  const description = webhook === null ? t('addDescription') : t('changeDescription');
  return (
    <FormDialog
      {...{ form, open, close: leave }}
      title={made?.name ?? (webhook === null ? t('add') : t('named', { action: t('change'), name: webhook.name }))}
      description={made === null ? description : t('shownOnce')}
    >
      {({ WebhookForm }) =>
        made === null ? (
          <WebhookForm webhook={webhook} close={leave} onMade={setMade} />
        ) : (
          <ShownWebhookSecret made={made} close={leave} />
        )
      }
    </FormDialog>
  );
}
