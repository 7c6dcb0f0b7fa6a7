'use client';
// One webhook: where it sends what, what was sent, and what can be done with it.
import type { Webhook } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useState } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { SendTest, Switch } from './at-once.tsx';
import { checksSignatures, useChatFacts } from './chat-facts.ts';
import { DeliveriesDialog } from './deliveries-dialog.tsx';
import { useEventWords } from './events.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';

interface WebhookCardProps {
  readonly webhook: Webhook;
  /** Where the keyboard goes on from once it is removed. */
  readonly place: RefObject<HTMLElement | null>;
}

export function WebhookCard({ webhook, place }: WebhookCardProps) {
  const t = useTranslations('webhooks');
  const { id, name, url, actions, chat, enabled, rotatingUntil, updatedAt } = webhook;
  const wordsOf = useEventWords();
  const chatFacts = useChatFacts();
  return (
    <Card
      title={name}
      id={`webhook-${id}`}
      aside={<Badge tone={enabled ? 'good' : 'warn'}>{t(enabled ? 'enabled' : 'disabled')}</Badge>}
    >
      <div className="flex flex-col gap-4">
        <FactList
          facts={[
            [
              t('url'),
              <code key="url" className="font-mono text-[0.8125rem] break-all">
                {url}
              </code>,
            ],
            ...(chat === null
              ? [[t('events'), actions === null ? t('everything') : actions.map(wordsOf).join(' · ')] as const]
              : chatFacts(chat)),
            [t('rotatingUntil'), rotatingUntil === null ? null : <DateTime key="rotating" value={rotatingUntil} />],
            [t('changedAt'), <DateTime key="changed" value={updatedAt} />],
          ]}
        />
        <Actions webhook={webhook} place={place} />
      </div>
    </Card>
  );
}

function Actions({ webhook, place }: WebhookCardProps) {
  const t = useTranslations('webhooks');
  const { name } = webhook;
  const [asked, setAsked] = useState<'deliveries' | 'change' | 'rotate' | 'remove' | null>(null);
  const acts = useMe().rights.administration === 'act';
  const leftOut = useLeftOut();
  const close = (): void => setAsked(null);
  const asking = (action: NonNullable<typeof asked>) => (
    <Button
      size="sm"
      refusal={leftOut(`webhooks.${action}`) ?? (action === 'deliveries' ? leftOut('audit.events') : undefined)}
      aria-label={t('named', { action: t(action), name })}
      onClick={() => setAsked(action)}
    >
      {t(action)}
    </Button>
  );
  return (
    <div className="flex flex-wrap gap-2">
      {asking('deliveries')}
      <DeliveriesDialog webhook={webhook} open={asked === 'deliveries'} close={close} />
      {acts ? (
        <>
          <SendTest webhook={webhook} />
          {asking('change')}
          {checksSignatures(webhook.chat) ? asking('rotate') : null}
          <Switch webhook={webhook} />
          {asking('remove')}
          <WebhookDialog webhook={webhook} open={asked === 'change'} close={close} />
          <RotateDialog webhook={webhook} open={asked === 'rotate'} close={close} />
          <RemoveDialog webhook={webhook} place={place} open={asked === 'remove'} close={close} />
        </>
      ) : null}
    </div>
  );
}
