'use client';
// One request: who asks for how much and why, what was decided, and what can be done about it.
import type { LimitRequest, LimitRequestState } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Badge } from '@/components/badge.tsx';
import { Button } from '@/components/button.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import Link from '@/components/link';
import type { Tone } from '@/components/tone.ts';
import { useLeftOut } from '@/features/account/left-out.ts';
import { useMe } from '@/features/account/queries.ts';
import { useAtOnce } from '@/features/forms/at-once.ts';
import { useLimitWords } from '@/features/limits/about.ts';
import { Decide } from './decide.tsx';
import { useRequestSenders } from './queries.ts';
import { useAsked } from './use-asked.ts';
import { WaitingVm } from './waiting-vm.tsx';

const tones = { open: 'warn', approved: 'good', rejected: 'bad', withdrawn: 'neutral' } as const satisfies Record<
  LimitRequestState,
  Tone
>;

export interface OfRequest {
  readonly request: LimitRequest;
  /** Where the keyboard goes on when it is gone from the list. */
  readonly place: RefObject<HTMLElement | null>;
}

export function RequestItem({ request, place }: OfRequest) {
  const t = useTranslations('requests');
  const asked = useAsked();
  const { principal } = useMe();
  const { person, state, reason, createdAt, decided, mayDecide } = request;
  const isOpenOwn = state === 'open' && person.id === principal.userId;
  return (
    <li className="flex flex-wrap items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex min-w-0 flex-1 basis-60 flex-col gap-1">
        <p className="font-medium wrap-anywhere">{asked(request)}</p>
        <p className="text-[0.8125rem] text-ink-muted wrap-anywhere">
          {t.rich('by', { name: person.name, at: () => <DateTime value={createdAt} /> })}
        </p>
        <p className="whitespace-pre-line wrap-anywhere">
          <bdi>{reason}</bdi>
        </p>
        <WaitingVm request={request} />
        {decided === null ? null : <Decided request={request} decided={decided} />}
      </div>
      <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
      {isOpenOwn ? <Withdraw {...{ request, place }} /> : null}
      {mayDecide ? <Decide {...{ request, place }} /> : null}
    </li>
  );
}

interface DecidedProps extends Pick<OfRequest, 'request'> {
  readonly decided: NonNullable<LimitRequest['decided']>;
}

function Decided({ request: { state, measure }, decided }: DecidedProps) {
  const { by, at, comment, granted, deploymentId, fault } = decided;
  const t = useTranslations('requests');
  const { amount } = useLimitWords();
  return (
    <div className="mt-1 border-l-2 border-line pl-3">
      <p className="text-[0.8125rem] text-ink-muted wrap-anywhere">
        {t.rich('decidedBy', { state, name: by, at: () => <DateTime value={at} /> })}
      </p>
      {granted === null ? null : (
        <p>
          {t.rich('granted', {
            amount: amount(measure, granted.value),
            at: () => <DateTime value={granted.endsAt} />,
          })}
        </p>
      )}
      {deploymentId === null ? null : (
        <Link href={`/deployments/${deploymentId}`} className="text-accent-ink hover:underline">
          {t('vmMade')}
        </Link>
      )}
      {fault === null ? null : <p className="wrap-anywhere">{t('vmNotMade', { why: fault.message })}</p>}
      {comment === null ? null : (
        <p className="whitespace-pre-line wrap-anywhere">
          <bdi>{comment}</bdi>
        </p>
      )}
    </div>
  );
}

function Withdraw({ request, place }: OfRequest) {
  const t = useTranslations('requests');
  const asked = useAsked();
  const { withdraw } = useRequestSenders();
  const withdrawing = useAtOnce(() => withdraw({ id: request.id }), {
    done: t('withdrawn'),
    notDone: t('notWithdrawn'),
  });
  return (
    <Button
      ref={useFocusFallback<HTMLButtonElement>(place)}
      size="sm"
      refusal={useLeftOut()('requests.withdraw')}
      pending={withdrawing.isPending}
      aria-label={t('withdrawOf', { what: asked(request) })}
      onClick={() => withdrawing.mutate()}
    >
      {t('withdraw')}
    </Button>
  );
}
