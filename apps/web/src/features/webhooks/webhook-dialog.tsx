'use client';
// A webhook as it is written; of a new one then its secret, once. The form is loaded when it is first asked for.
import type { NewWebhook, Webhook } from '@portal/types';
import { useTranslations } from 'next-intl';
import { FormDialog } from '@/components/form-dialog.tsx';
import { partOnUse } from '@/components/on-use.ts';
import { useShownOnce } from '@/components/shown-once.ts';
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
  const [made, setMade] = useShownOnce<NewWebhook>(open);
  const description = webhook === null ? t('addDescription') : t('changeDescription');
  return (
    <FormDialog
      {...{ form, open, close }}
      title={made?.name ?? (webhook === null ? t('add') : t('named', { action: t('change'), name: webhook.name }))}
      description={made === null ? description : t('shownOnce')}
    >
      {({ WebhookForm }) =>
        made === null ? (
          <WebhookForm webhook={webhook} close={close} onMade={setMade} />
        ) : (
          <ShownWebhookSecret made={made} close={close} />
        )
      }
    </FormDialog>
  );
}
