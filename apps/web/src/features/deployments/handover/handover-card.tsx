'use client';
// A VM for a colleague who has to agree: for those whose it is to give.
import type { Deployment, OpenHandover } from '@portal/types';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, type SubmitEvent, useRef, useState } from 'react';
import { Button } from '@/components/button.tsx';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Refusal } from '@/components/notice.tsx';
import { QueryFailure } from '@/components/query-failure.tsx';
import { Skeleton } from '@/components/skeleton.tsx';
import { ChooseColleague } from '@/features/colleagues/choose-colleague.tsx';
import { useSenders } from '../queries.ts';
import { useHandover, useRefusalText } from './queries.ts';

interface HandoverProps {
  readonly deployment: Deployment;
}

export function HandoverCard({ deployment }: HandoverProps) {
  const t = useTranslations('handover');
  const heading = useRef<HTMLHeadingElement>(null);
  const handover = useHandover(deployment.id);
  const open = handover.data?.open ?? null;
  return (
    <Card id="handover" title={t('title')} headingRef={heading}>
      <QueryFailure query={handover} />
      {handover.isPending ? <Skeleton className="h-16" /> : null}
      {handover.data === undefined ? null : open === null ? (
        <OfferForm deployment={deployment} />
      ) : (
        <Offered {...{ deployment, open, heading }} />
      )}
    </Card>
  );
}

interface OfferedProps extends HandoverProps {
  readonly open: OpenHandover;
  /** Has the focus once nothing is offered any more. */
  readonly heading: RefObject<HTMLElement | null>;
}

function Offered({ deployment, open, heading }: OfferedProps) {
  const t = useTranslations('handover');
  const { withdraw } = useSenders();
  const end = useMutation({ mutationFn: () => withdraw({ id: deployment.id }) });
  const refusal = useRefusalText(end.error);
  return (
    <div className="flex flex-col gap-3">
      <p className="wrap-anywhere">
        {t.rich('offered', { ...open.to, until: () => <DateTime value={open.endsAt} /> })}
      </p>
      <Refusal>{refusal}</Refusal>
      <Button
        ref={useFocusFallback<HTMLButtonElement>(heading)}
        pending={end.isPending}
        onClick={() => end.mutate()}
        className="self-start"
      >
        {t('withdraw')}
      </Button>
    </div>
  );
}

function OfferForm({ deployment }: HandoverProps) {
  const t = useTranslations('handover');
  const [to, setTo] = useState('');
  const { offer } = useSenders();
  const offering = useMutation({ mutationFn: () => offer({ id: deployment.id, to }) });
  const refusal = useRefusalText(offering.error);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (to !== '' && !offering.isPending) offering.mutate();
  };
  const choose = (id: string): void => {
    setTo(id);
    offering.reset();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <p className="text-ink-muted">{t('lead', { owner: deployment.owner.name })}</p>
      <ChooseColleague label={t('to')} nobody={t('choose')} chosen={to} choose={choose} except={deployment.owner.id} />
      <Refusal>{refusal}</Refusal>
      <Button type="submit" pending={offering.isPending} disabled={to === ''} className="self-start">
        {t('submit')}
      </Button>
    </form>
  );
}
