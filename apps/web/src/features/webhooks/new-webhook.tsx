'use client';
// The way to a new webhook.
import { Webhook as WebhookIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/button.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { WebhookDialog } from './webhook-dialog.tsx';

export function NewWebhook() {
  const t = useTranslations('webhooks');
  const leftOut = useLeftOut();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="primary"
        refusal={leftOut('webhooks.create') ?? leftOut('audit.events')}
        onClick={() => setOpen(true)}
      >
        <WebhookIcon aria-hidden className="size-4" />
        {t('add')}
      </Button>
      <WebhookDialog webhook={null} open={open} close={() => setOpen(false)} />
    </>
  );
}
