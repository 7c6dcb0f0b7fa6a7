// When the VM stops, when it is deleted, and how to keep it longer.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { ExtendControls } from '../actions/extend-controls.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';

export function LeaseCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('lease');
  return (
    <Card id="lease" title={t('title')} aside={<LeaseCountdown deployment={deployment} />}>
      <FactList
        facts={[
          [t('stops'), <DateTime key="stops" value={deployment.expiresAt} />],
          [t('deleted'), <DateTime key="deleted" value={deployment.deleteAt} />],
        ]}
      />
      <div className="mt-4 border-t border-line pt-4">
        <ExtendControls deployment={deployment} />
      </div>
    </Card>
  );
}
