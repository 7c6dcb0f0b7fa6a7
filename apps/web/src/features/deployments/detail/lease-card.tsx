// When the VM stops, when it is deleted, and how to keep it longer.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { ExtendControls } from '../actions/extend-controls.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';
import { leaseIsOver } from '../status.ts';

export function LeaseCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('lease');
  return (
    <Card id="lease" title={t('title')} aside={<LeaseCountdown deployment={deployment} />}>
      {leaseIsOver.includes(deployment.status) ? null : (
        <div className="mb-4 border-b border-line pb-4">
          <FactList
            facts={[
              [t('stops'), <DateTime key="stops" value={deployment.expiresAt} />],
              [t('deleted'), <DateTime key="deleted" value={deployment.deleteAt} />],
            ]}
          />
        </div>
      )}
      <ExtendControls deployment={deployment} />
    </Card>
  );
}
