'use client';
// What a webhook was sent, newest first: what came of it, and the way to send it again.
import type { Webhook, WebhookDelivery } from '@portal/types';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import type { Tone } from '@/components/tone.ts';
import { useMe } from '@/features/account/queries.ts';
import { useActionWords } from '@/features/audit/use-action-words.ts';
import { Redeliver } from './at-once.tsx';
import { useDeliveries } from './queries.ts';

const tones: Record<WebhookDelivery['state'], Tone> = { waiting: 'busy', delivered: 'good', given_up: 'bad' };

export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const t = useTranslations('webhooks');
  const pager = useTranslations('pager');
  const [trail, setTrail] = useState<readonly string[]>([]);
  const query = useDeliveries(webhook.id, trail.at(-1));
  if (query.data === undefined)
    return query.isPending ? <Skeleton className="h-40 w-full" /> : <QueryFailure query={query} />;
  const { items, nextCursor } = query.data;
  // What is shown until the page asked for is there has the ends of another one.
  const turn = (to: readonly string[]): void => {
    if (!query.isPlaceholderData) setTrail(to);
  };
  return (
    <div className="flex flex-col gap-4">
      <QueryFailure query={query} />
      {items.length === 0 ? <p className="text-ink-muted">{t('noDeliveries')}</p> : null}
      <ul className="flex flex-col gap-3">
        {items.map((delivery) => (
          <Delivery key={delivery.id} webhook={webhook} delivery={delivery} />
        ))}
      </ul>
      {trail.length === 0 && nextCursor === null ? null : (
        <div className="flex justify-between gap-2">
          <Button size="sm" aria-disabled={trail.length === 0} onClick={() => turn(trail.slice(0, -1))}>
            {pager('previous')}
          </Button>
          <Button
            size="sm"
            aria-disabled={nextCursor === null}
            onClick={() => turn(nextCursor === null ? trail : [...trail, nextCursor])}
          >
            {pager('next')}
          </Button>
        </div>
      )}
    </div>
  );
}

interface DeliveryProps {
  readonly webhook: Webhook;
  readonly delivery: WebhookDelivery;
}

function Delivery({ webhook, delivery }: DeliveryProps) {
  const t = useTranslations('webhooks');
  const wordsOf = useActionWords();
  const { state, attempts, createdAt, nextAt, payload, fault } = delivery;
  const waitsForEnabled = state === 'waiting' && !webhook.enabled;
  const acts = useMe().rights.administration === 'act';
  return (
    <li className="flex flex-col gap-1 rounded-md border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={waitsForEnabled ? 'warn' : tones[state]}>
          {t(waitsForEnabled ? 'waitsForEnabled' : `states.${state}`)}
        </Badge>
        <span className="min-w-0 flex-1 basis-40 wrap-anywhere">
          {wordsOf(payload.data)} <bdi className="text-ink-muted">{payload.data.subject.name}</bdi>
        </span>
        {acts && webhook.enabled && fault !== 'outdated' ? <Redeliver webhook={webhook} delivery={delivery} /> : null}
      </div>
      <p className="text-[0.8125rem] text-ink-muted">
        <DateTime value={createdAt} /> · {t('attempts', { count: attempts })}
        {nextAt === null || attempts === 0 || !webhook.enabled ? null : (
          <> · {t.rich('nextAt', { at: () => <DateTime value={nextAt} /> })}</>
        )}
      </p>
      <Answer {...delivery} />
      <details>
        <summary className="cursor-pointer text-[0.8125rem]">{t(webhook.chat === null ? 'payload' : 'event')}</summary>
        <pre className="mt-1 rounded-md bg-sunken p-2 font-mono text-xs break-all whitespace-pre-wrap">
          {JSON.stringify(payload, null, 2)}
        </pre>
      </details>
    </li>
  );
}

function Answer({ status, fault, answer }: Pick<WebhookDelivery, 'status' | 'fault' | 'answer'>) {
  const t = useTranslations('webhooks');
  const faults = useTranslations('fieldFaults');
  if (status === null && fault === null) return null;
  if (fault === 'address')
    return <p className="text-[0.8125rem]">{faults('webhook_address', { fault: answer ?? '' })}</p>;
  return (
    <p className="text-[0.8125rem] wrap-anywhere">
      {fault === null ? t('answered', { status: status ?? 0 }) : t(`faults.${fault}`)}{' '}
      {answer === null || answer === '' ? null : <code className="font-mono text-xs">{answer}</code>}
    </p>
  );
}
