'use client';
// The page of one VM. What matters now comes first: how to get in, or what is under way or went wrong; then how long it lasts; and
// only then what happened.
import type { Deployment } from '@portal/types';
import { useTranslations } from 'next-intl';
import { BackLink } from '@/components/back-link.tsx';
import { Badge } from '@/components/badge.tsx';
import { useLoadOnFirstSign } from '@/components/on-use.ts';
import { LiveHint } from '@/features/live/live-hint.tsx';
import { QuarantineNotice } from '@/features/quarantine/quarantine-notice.tsx';
import { DeploymentActions } from '../actions/deployment-actions.tsx';
import { actionDialog } from '../actions/use-actions.tsx';
import { ClusterSilenceNotice } from '../cluster-silence.tsx';
import { FiguresCard } from '../figures/figures-card.tsx';
import { HandoverCard } from '../handover/handover-card.tsx';
import { LeaseCountdown } from '../lease-countdown.tsx';
import { useDeployment } from '../queries.ts';
import { SharingCard } from '../sharing/sharing-card.tsx';
import { SnapshotsCard } from '../snapshots/snapshots-card.tsx';
import { statusTones, withoutSnapshots } from '../status.ts';
import { StatusAnnouncer } from '../status-announcer.tsx';
import { StatusBadge } from '../status-badge.tsx';
import { BinNotice } from './bin-notice.tsx';
import { ConnectCard } from './connect-card.tsx';
import { DangerCard } from './danger-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { LeaseCard } from './lease-card.tsx';
import { OperationsCard } from './operations-card.tsx';
import { ReviewNotice } from './review-notice.tsx';
import { ScheduleCard } from './schedule-card.tsx';
import { TimelineCard } from './timeline-card.tsx';

export function DeploymentDetail({ id }: { readonly id: string }) {
  const deployment = useDeployment(id);
  useLoadOnFirstSign(actionDialog);
  const { status, statusMessage } = deployment;
  const gone = status === 'deleted';
  const happensNow = status !== 'running' && (gone || statusTones[status] === 'busy' || statusMessage !== null);
  return (
    <>
      <DetailHeader deployment={deployment} />
      {deployment.clusterUnreachableSince === null ? null : (
        <div className="mb-4">
          <ClusterSilenceNotice since={deployment.clusterUnreachableSince} />
        </div>
      )}
      <ReviewNotice deployment={deployment} />
      <BinNotice deployment={deployment} />
      {status === 'quarantined' ? <QuarantineNotice deploymentId={deployment.id} /> : null}
      {/* Read in this order, and on a phone seen so. */}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr] xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex flex-col gap-4">
          {happensNow ? <TimelineCard deployment={deployment} /> : null}
          {gone ? null : <ConnectCard deployment={deployment} />}
        </div>
        <div className="flex flex-col gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <LeaseCard deployment={deployment} />
          {gone || status === 'trashed' ? null : <ScheduleCard deployment={deployment} />}
          <FactsCard deployment={deployment} />
        </div>
        <div className="flex flex-col gap-4 lg:col-start-1 lg:row-start-2">
          {withoutSnapshots.includes(status) ? null : <SnapshotsCard deployment={deployment} />}
          {withoutSnapshots.includes(status) || status === 'quarantined' ? null : (
            <FiguresCard deployment={deployment} />
          )}
          <OperationsCard deployment={deployment} latestIsAbove={happensNow} />
          {gone || !deployment.canShare ? null : <SharingCard deployment={deployment} />}
          {gone || status === 'trashed' || !deployment.canShare ? null : <HandoverCard deployment={deployment} />}
          {gone ? null : <DangerCard deployment={deployment} />}
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
      <div className="flex items-baseline justify-between gap-4">
        <BackLink href="/">{t('back')}</BackLink>
        <LiveHint />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{deployment.name}</h1>
          <StatusBadge status={deployment.status} />
          {deployment.deleteProtection ? <Badge tone="neutral">{t('protected')}</Badge> : null}
          {/* Elsewhere the lease stands beside it. */}
          <span className="text-ink-muted lg:hidden">
            <LeaseCountdown deployment={deployment} inWords />
          </span>
        </div>
        <DeploymentActions deployment={deployment} size="md" />
      </div>
      {deployment.sharedWithMe === null ? null : (
        <p className="mt-1.5 text-ink-muted">
          {t('shared', { owner: deployment.owner.name, level: deployment.sharedWithMe })}
        </p>
      )}
    </div>
  );
}
