'use client';
// A new secret for a webhook, shown once.
import type { NewWebhook, Webhook } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Dialog } from '@/components/dialog.tsx';
import { useShownOnce } from '@/components/shown-once.ts';
import { RotateForm } from '@/features/tokens/rotate-form.tsx';
import { useWebhookSenders } from './queries.ts';
import { ShownWebhookSecret } from './shown-webhook-secret.tsx';

interface RotateDialogProps {
  readonly webhook: Webhook;
  readonly open: boolean;
  readonly close: () => void;
}

export function RotateDialog({ webhook: { id, name }, open, close }: RotateDialogProps) {
  const t = useTranslations('webhooks');
  const { rotate } = useWebhookSenders();
  const [made, setMade] = useShownOnce<NewWebhook>(open);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || close()}
      title={made === null ? t('rotateTitle', { name }) : name}
      description={made === null ? t('rotateDescription') : t('shownOnce')}
    >
      {made === null ? (
        <RotateForm rotate={(overlapHours) => rotate(id, overlapHours)} close={close} onMade={setMade} />
      ) : (
        <ShownWebhookSecret made={made} close={close} />
      )}
    </Dialog>
  );
}
