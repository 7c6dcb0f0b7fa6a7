'use client';
// The VMs that somebody offers to whoever looks at the list: what they would get, and whether it fits.
import type { Handover } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Refusal } from '@/components/notice.tsx';
import { useToasts } from '@/components/toaster.tsx';
import { useSenders } from '../queries.ts';
import { useSizeTexts } from '../size-text.ts';
import { useHandovers, useRefusalText } from './queries.ts';

export function OfferedVms() {
  const t = useTranslations('handover');
  const place = useRef<HTMLDivElement>(null);
  const items = useHandovers().data?.items ?? [];
  return (
    // It stays when the last one is answered, and has the focus then.
    <div ref={place} tabIndex={-1}>
      {items.length === 0 ? null : (
        <Card id="offered" title={t('offeredToYou', { count: items.length })} className="mb-5">
          <ul className="flex flex-col divide-y divide-line">
            {items.map((handover) => (
              <OfferedVm key={handover.deployment.id} {...{ handover, place }} />
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}

interface OfferedVmProps {
  readonly handover: Handover;
  readonly place: RefObject<HTMLElement | null>;
}

function OfferedVm({ handover, place }: OfferedVmProps) {
  const t = useTranslations('handover');
  const size = useSizeTexts();
  const { deployment, offeredBy, endsAt, acceptance } = handover;
  const { name, templateName, expiresAt } = deployment;
  return (
    <li className="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-ink-muted wrap-anywhere">
            {t('what', { template: templateName, size: size.all(deployment) })}
          </p>
          <p className="text-ink-muted wrap-anywhere">
            {t.rich(expiresAt === null ? 'fromNoEnd' : 'from', {
              ...offeredBy,
              until: () => <DateTime value={endsAt} />,
              stops: () => expiresAt && <DateTime value={expiresAt} />,
            })}
          </p>
        </div>
        <Answers {...{ handover, place }} />
      </div>
      {acceptance.allowed ? null : <p className="text-warn-ink wrap-anywhere">{acceptance.reason}</p>}
    </li>
  );
}

function Answers({ handover, place }: OfferedVmProps) {
  const t = useTranslations('handover');
  const toasts = useToasts();
  const { accept, decline } = useSenders();
  const { id, name } = handover.deployment;
  const accepting = useMutation({
    mutationFn: () => accept({ id }),
    onSuccess: () => toasts.accepted(t('accepted', { name })),
  });
  const declining = useMutation({
    mutationFn: () => decline({ id }),
    onSuccess: () => toasts.accepted(t('declined', { name })),
  });
  const refusal = useRefusalText(accepting.error ?? declining.error);
  const isPending = accepting.isPending || declining.isPending;
  return (
    <div className="flex flex-col items-end gap-2">
      <div ref={useFocusFallback<HTMLDivElement>(place)} className="flex gap-2">
        <Button
          size="sm"
          variant="primary"
          pending={accepting.isPending}
          disabled={!handover.acceptance.allowed}
          aria-label={t('acceptNamed', { name })}
          onClick={() => isPending || accepting.mutate()}
        >
          {t('accept')}
        </Button>
        <Button
          size="sm"
          pending={declining.isPending}
          aria-label={t('declineNamed', { name })}
          onClick={() => isPending || declining.mutate()}
        >
          {t('decline')}
        </Button>
      </div>
      <Refusal>{refusal}</Refusal>
    </div>
  );
}
