// What administrators see of templates: published versions with their source, canaries with their VM, and the PVE
// templates that a cluster shows.
import type { CanaryRunView, GuestOptions, SeenTemplate, SeenTemplateList, TemplateVersionView } from '@portal/types';
import { statusOf } from '../deployment-status.ts';
import type { LastObservation, SeenGuest } from '../last-observation.ts';
import type { Say } from '../ports/system.ts';
import type { Cluster, Deployment } from '../records.ts';
import type { CanaryRun, PublishedVersion, TemplateOffer } from '../template-records.ts';
import { definitionOf } from './definition.ts';

export const versionView = (version: PublishedVersion, clusterName: string): TemplateVersionView => {
  const { source, ...definition } = definitionOf(version);
  return {
    templateId: version.templateId,
    slug: version.slug,
    version: version.version,
    publishedAt: version.publishedAt.toISOString(),
    ...definition,
    source: { clusterId: version.clusterId, cluster: clusterName, ...source },
  };
};

export const canaryView = (run: CanaryRun, deployment: Deployment | null, say: Say): CanaryRunView => ({
  id: run.id,
  templateId: run.templateId,
  templateVersion: run.templateVersion,
  trigger: run.trigger,
  outcome: run.outcome,
  reason: run.reason === null ? null : say(run.reason),
  cause: run.reason,
  seconds: run.seconds,
  startedAt: run.startedAt.toISOString(),
  endedAt: run.endedAt?.toISOString() ?? null,
  vm:
    deployment === null
      ? null
      : {
          deploymentId: deployment.id,
          status: statusOf(deployment),
          message: deployment.statusReason === null ? null : say(deployment.statusReason),
          reason: deployment.statusReason,
        },
});

const rounded = (figure: number | null): number | null => (figure === null ? null : Math.round(figure));

const optionsView = (options: GuestOptions): NonNullable<SeenTemplate['config']>['options'] => ({
  ...options,
  passthrough: [...options.passthrough],
  installationMedia: [...options.installationMedia],
  bootOrder: options.bootOrder === null ? null : [...options.bootOrder],
  numaNodes: [...options.numaNodes],
});

const seenView = (guest: SeenGuest, offers: readonly TemplateOffer[]): SeenTemplate => ({
  vmid: guest.vmid,
  node: guest.node,
  name: guest.name,
  cores: rounded(guest.cores),
  memoryMiB: rounded(guest.memoryMiB),
  config:
    guest.config === null
      ? null
      : {
          osType: guest.config.osType,
          guestAgent: guest.config.agentEnabled,
          cloudInitDrive: guest.config.hasCloudInitDrive,
          disks: Object.entries(guest.config.disks)
            .map(([key, sizeGiB]) => ({ key, sizeGiB }))
            .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true })),
          options: guest.config.options === null ? null : optionsView(guest.config.options),
        },
  usedBy: offers
    .filter(({ current }) => current.sourceVmid === guest.vmid)
    .map(({ current }) => ({ id: current.templateId, name: current.name, version: current.version })),
});

export const seenTemplatesView = (
  cluster: Cluster,
  lastObservation: LastObservation | null,
  offers: readonly TemplateOffer[],
): SeenTemplateList => {
  const here = offers.filter(({ current }) => current.clusterId === cluster.id);
  const seen = [...(lastObservation?.templates ?? [])].sort((a, b) => a.vmid - b.vmid);
  return {
    cluster: { id: cluster.id, name: cluster.name },
    observedAt: lastObservation?.observedAt?.toISOString() ?? null,
    unreachableSince: lastObservation?.unreachableSince?.toISOString() ?? null,
    items: seen.map((guest) => seenView(guest, here)),
  };
};
