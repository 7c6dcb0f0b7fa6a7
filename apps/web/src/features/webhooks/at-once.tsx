'use client';
// What is done with a webhook at once, without asking back.
import type { Webhook, WebhookDelivery } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useAtOnce } from '@/features/forms/at-once.ts';
import { useWebhookSenders } from './queries.ts';

export function SendTest({ webhook: { id, name, enabled } }: { readonly webhook: Webhook }) {
  const t = useTranslations('webhooks');
  const { test } = useWebhookSenders();
  const testing = useAtOnce(() => test(id), { done: t('tested'), notDone: t('notTested') });
  return (
    <Button
      size="sm"
      refusal={useLeftOut()('webhooks.test') ?? (enabled ? undefined : t('disabledFirst'))}
      pending={testing.isPending}
      aria-label={t('named', { action: t('test'), name })}
      onClick={() => testing.mutate()}
    >
      {t('test')}
    </Button>
  );
}

export function Switch({ webhook }: { readonly webhook: Webhook }) {
  const t = useTranslations('webhooks');
  const { enabled, name } = webhook;
  const { change } = useWebhookSenders();
  const done = t(enabled ? 'isDisabled' : 'isEnabled', { name });
  const switching = useAtOnce(() => change(webhook, { enabled: !enabled }), { done, notDone: t('notChanged') });
  const words = t(enabled ? 'disable' : 'enable');
  return (
    <Button
      size="sm"
      refusal={useLeftOut()('webhooks.change')}
      pending={switching.isPending}
      aria-label={t('named', { action: words, name })}
      onClick={() => switching.mutate()}
    >
      {words}
    </Button>
  );
}

interface RedeliverProps {
  readonly webhook: Webhook;
  readonly delivery: WebhookDelivery;
}

export function Redeliver({ webhook, delivery: { id, payload } }: RedeliverProps) {
  const t = useTranslations('webhooks');
  const { redeliver } = useWebhookSenders();
  const { name } = payload.data.subject;
  const sending = useAtOnce(() => redeliver(webhook.id, id), { done: t('redelivered'), notDone: t('notRedelivered') });
  return (
    <Button
      size="sm"
      refusal={useLeftOut()('webhooks.redeliver')}
      pending={sending.isPending}
      aria-label={name === null ? undefined : t('named', { action: t('redeliver'), name })}
      onClick={() => sending.mutate()}
    >
      {t('redeliver')}
    </Button>
  );
}
