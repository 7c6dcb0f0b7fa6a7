// When the VM stops, when it is deleted, and how to keep it longer.
import { type Deployment, reviewDays } from '@portal/types';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { ExtendControls } from '../actions/extend-controls.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';
import { deletionDate, leaseNext } from '../status.ts';
import { useIsReviewDue } from './review-notice.tsx';

export function LeaseCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('lease');
  return (
    <Card id="lease" title={t('title')} aside={<LeaseCountdown deployment={deployment} inWords />}>
      {leaseNext(deployment).stands === 'over' ? null : (
        <div className="mb-4 border-b border-line pb-4">
          <Dates deployment={deployment} />
        </div>
      )}
      <ExtendControls deployment={deployment} />
    </Card>
  );
}

function Dates({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('lease');
  const { stands } = leaseNext(deployment);
  const { expiresAt, reviewAt, deleteProtection, postponements, restoreUntil } = deployment;
  if (stands === 'held') return <p className="text-ink-muted">{t('heldHint')}</p>;
  if (stands === 'kept') return <p className="text-ink-muted">{t(deleteProtection ? 'protectedHint' : 'keptHint')}</p>;
  if (stands === 'noEnd') return <NoEnd reviewAt={reviewAt} />;
  const deletes = deletionDate(deployment);
  const stops: readonly [string, ReactNode] = [
    t('stops'),
    expiresAt === null ? null : <DateTime key="stops" value={expiresAt} />,
  ];
  const deleted: readonly [string, ReactNode] = [
    t('deleted'),
    deletes === null ? (
      t(deleteProtection ? 'notWhileProtected' : 'notDeleted')
    ) : (
      <DateTime key="deleted" value={deletes} />
    ),
  ];
  return (
    <>
      <FactList facts={stands === 'stops' ? [stops, deleted] : [deleted]} />
      {postponements === 0 || restoreUntil !== null ? null : (
        <p className="mt-2 text-[0.8125rem] text-warn-ink">{t('postponed', { count: postponements })}</p>
      )}
    </>
  );
}

function NoEnd({ reviewAt }: Pick<Deployment, 'reviewAt'>) {
  const t = useTranslations('lease');
  const label = t(useIsReviewDue({ reviewAt }) ? 'reviewedSince' : 'review');
  return (
    <>
      <p className="mb-2 text-ink-muted">{t('noEndHint', { days: reviewDays })}</p>
      <FactList facts={[[label, reviewAt === null ? null : <DateTime key="review" value={reviewAt} />]]} />
    </>
  );
}
