'use client';
// Asks whoever uses a VM without an end whether it is still needed, from the day on which its owner was first asked.
import { type Deployment, reviewDays } from '@portal/types';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';
import { Button } from '@/components/button.tsx';
import { useTextOfNow } from '@/components/clock.ts';
import { useFocusFallback } from '@/components/focus-fallback.ts';
import { Notice } from '@/components/notice.tsx';
import { useActions } from '../actions/use-actions.tsx';

interface ReviewProps {
  readonly deployment: Deployment;
}

export const useIsReviewDue = ({ reviewAt }: Pick<Deployment, 'reviewAt'>): boolean =>
  useTextOfNow((now) => String(reviewAt !== null && Date.parse(reviewAt) <= now)) === 'true';

export function ReviewNotice({ deployment }: ReviewProps) {
  const place = useRef<HTMLSpanElement>(null);
  // With an end the question goes, while the dialog that gave it has the focus.
  const { triggerOf, dialog } = useActions(deployment, () => isAsked || place.current);
  const { confirm, extend } = deployment.actions;
  const isAsked = useIsReviewDue(deployment) && (confirm.allowed || extend.allowed);
  return (
    <>
      <span ref={place} tabIndex={-1} className="sr-only" />
      {isAsked ? <Question deployment={deployment} triggerOf={triggerOf} place={place} /> : null}
      {dialog}
    </>
  );
}

interface QuestionProps extends ReviewProps, Pick<ReturnType<typeof useActions>, 'triggerOf'> {
  /** Where it stood: the keyboard goes on from there. */
  readonly place: RefObject<HTMLElement | null>;
}

function Question({ deployment: { actions }, triggerOf, place }: QuestionProps) {
  const t = useTranslations('review');
  const confirm = triggerOf('confirm');
  return (
    <div ref={useFocusFallback<HTMLDivElement>(place)} className="mb-4">
      <Notice kind="warn">
        <p className="font-medium">{t('title')}</p>
        <p className="mb-2">{t('hint', { days: reviewDays })}</p>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" disabled={!actions.confirm.allowed} pending={confirm.pending} onClick={confirm.run}>
            {t('confirm', { days: reviewDays })}
          </Button>
          <Button size="sm" disabled={!actions.extend.allowed} onClick={triggerOf('extend').run}>
            {t('giveEnd')}
          </Button>
        </div>
        {actions.confirm.allowed ? null : <p className="mt-2">{actions.confirm.reason}</p>}
      </Notice>
    </div>
  );
}
