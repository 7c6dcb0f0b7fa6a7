'use client';
// Asks whoever uses a VM without an end whether it is still needed, from the day on which its owner was first asked.
import { type Deployment, reviewDays } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/button.tsx';
import { useTextOfNow } from '@/components/clock.ts';
import { Notice } from '@/components/notice.tsx';
import { useActions } from '../actions/use-actions.tsx';

export function ReviewNotice({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('review');
  const { triggerOf, dialog } = useActions(deployment, () => true);
  const { reviewAt, actions } = deployment;
  const isDue = useTextOfNow((now) => String(reviewAt !== null && Date.parse(reviewAt) <= now)) === 'true';
  const confirm = triggerOf('confirm');
  return (
    <>
      {isDue && actions.confirm.allowed ? (
        <div className="mb-4">
          <Notice kind="warn">
            <p className="font-medium">{t('title')}</p>
            <p className="mb-2">{t('hint', { days: reviewDays })}</p>
            <div className="flex flex-wrap gap-2">
              <Button size="sm" pending={confirm.pending} onClick={confirm.run}>
                {t('confirm', { days: reviewDays })}
              </Button>
              <Button size="sm" disabled={!actions.extend.allowed} onClick={triggerOf('extend').run}>
                {t('giveEnd')}
              </Button>
            </div>
          </Notice>
        </div>
      ) : null}
      {dialog}
    </>
  );
}
