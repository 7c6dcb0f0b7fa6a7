// What the VM is: template, size, owner, why it exists, and for those who administer the cluster where it runs.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/card.tsx';
import { DateTime } from '@/components/date-time.tsx';
import { FactList } from '@/components/fact-list.tsx';
import { useSizeTexts } from '../size-text.ts';

export function FactsCard({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('facts');
  const sizes = useSizeTexts();
  const { placement, owner, team } = deployment;
  return (
    <Card id="facts" title={t('title')}>
      <FactList
        facts={[
          [t('template'), t('templateVersion', { name: deployment.templateName, version: deployment.templateVersion })],
          [t('vcpus'), sizes.vcpus(deployment.vcpus)],
          [t('memory'), sizes.memory(deployment.memoryMiB)],
          [t('disk'), sizes.disk(deployment.diskGiB)],
          [t('owner'), team === null ? owner.name : t('ownerInTeam', { name: owner.name, team: team.name })],
          [t('ticket'), deployment.ticket],
          [t('purpose'), deployment.purpose],
          [t('created'), <DateTime key="created" value={deployment.createdAt} />],
          [t('cluster'), placement?.cluster],
          [t('node'), placement?.node],
          [t('vmid'), placement === null ? null : String(placement.vmid)],
        ]}
      />
    </Card>
  );
}
