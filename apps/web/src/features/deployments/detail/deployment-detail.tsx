'use client';
// The page of one deployment. What matters now comes first: how to connect when it runs, otherwise what is under way.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { BackLink } from '@/components/back-link.tsx';
import { LiveHint } from '@/features/live/live-hint.tsx';
import { QuarantineNotice } from '@/features/quarantine/quarantine-notice.tsx';
import { DeploymentActions } from '../actions/deployment-actions.tsx';
import { ClusterSilenceNotice } from '../cluster-silence.tsx';
import { useDeployment } from '../queries.ts';
import { SnapshotsCard } from '../snapshots/snapshots-card.tsx';
import { withoutSnapshots } from '../status.ts';
import { StatusAnnouncer } from '../status-announcer.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { ActivityCard } from './activity-card.tsx';
import { ConnectCard } from './connect-card.tsx';
import { DangerCard } from './danger-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { LeaseCard } from './lease-card.tsx';
import { TimelineCard } from './timeline-card.tsx';

export function DeploymentDetail({ id }: { readonly id: string }) {
  const deployment = useDeployment(id);
  const reachable = deployment.status === 'running';
  const gone = deployment.status === 'deleted';
  return (
    <>
      <DetailHeader deployment={deployment} />
      {deployment.clusterUnreachableSince === null ? null : (
        <div className="mb-4">
          <ClusterSilenceNotice since={deployment.clusterUnreachableSince} />
        </div>
      )}
      {deployment.status === 'quarantined' ? <QuarantineNotice deploymentId={deployment.id} /> : null}
      {/* Read, and on a phone seen, in this order: how to reach it, how long it lasts, and only then what happened. */}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr] xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex flex-col gap-4">
          {reachable ? <ConnectCard deployment={deployment} /> : null}
          <TimelineCard deployment={deployment} />
          {reachable || gone ? null : <ConnectCard deployment={deployment} />}
        </div>
        <div className="flex flex-col gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <LeaseCard deployment={deployment} />
          <FactsCard deployment={deployment} />
          {gone ? null : <DangerCard deployment={deployment} />}
        </div>
        <div className="flex flex-col gap-4 lg:col-start-1 lg:row-start-2">
          {withoutSnapshots.includes(deployment.status) ? null : <SnapshotsCard deployment={deployment} />}
          <ActivityCard deployment={deployment} />
        </div>
      </div>
      <StatusAnnouncer deployments={[deployment]} />
    </>
  );
}

function DetailHeader({ deployment }: { readonly deployment: Deployment }) {
  const t = useTranslations('detail');
  return (
    <div className="mb-5">
      <BackLink href="/">{t('back')}</BackLink>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="text-xl font-semibold tracking-tight break-all">{deployment.name}</h1>
          <StatusBadge status={deployment.status} />
          <LiveHint />
        </div>
        <DeploymentActions deployment={deployment} size="md" />
      </div>
    </div>
  );
}
