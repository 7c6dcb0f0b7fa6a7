'use client';
// The webhooks, by name.
import { Webhook as WebhookIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { EmptyState } from '@/components/empty-state.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { useWebhooks } from './queries.ts';
import { WebhookCard } from './webhook-card.tsx';

export function WebhookList() {
  const t = useTranslations('webhooks');
  const { webhooks, query } = useWebhooks();
  const place = useRef<HTMLSpanElement>(null);
  return (
    <>
      <QueryFailure query={query} />
      <span ref={place} tabIndex={-1} className="sr-only" />
      {webhooks.length === 0 ? (
        <EmptyState icon={WebhookIcon} title={t('emptyTitle')}>
          {t('empty')}
        </EmptyState>
      ) : (
        <div className="flex flex-col gap-4">
          {webhooks.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} place={place} />
          ))}
        </div>
      )}
    </>
  );
}
