// Quarantined deployments and orphans as those who administer clusters see them.
import {
  actionNames,
  type Orphan,
  type OrphanReason,
  type QuarantineItem,
  quarantineActions,
  type Reason,
  recordOf,
  type SeenOwnershipTag,
} from '@portal/types';
import { actionState } from '../action-state.ts';
import { leftOut } from '../held-role.ts';
import type { LastObservation, SeenGuest } from '../last-observation.ts';
import { portalTag } from '../ownership-tag.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { Say } from '../ports/system.ts';
import { may, type Person } from '../principal.ts';
import type { Cluster } from '../records.ts';
import { differencesOf, diskOf, type Evidence, quarantineRefusals } from './evidence.ts';

const seenVm = (guest: SeenGuest, diskGiB: number | null) => ({
  vmid: guest.vmid,
  node: guest.node,
  name: guest.name,
  power: guest.power,
  pool: guest.pool,
  tags: [...guest.tags],
  vcpus: guest.cores,
  memoryMiB: guest.memoryMiB,
  diskGiB,
  createdAt: guest.createdAt?.toISOString() ?? null,
  firstSeenAt: guest.firstSeenAt.toISOString(),
});

const lookOnly: Reason = { code: 'settles_nothing', params: {} };

interface Both {
  readonly detail: DeploymentDetail;
  readonly lastObservation: LastObservation | null;
  readonly evidence: Evidence;
}

export const quarantineItem = (
  { detail, lastObservation, evidence }: Both,
  person: Person,
  say: Say,
): QuarantineItem => {
  const refusals = quarantineRefusals(detail, evidence);
  const { deployment, cluster, template, owner } = detail;
  const { seen, presence } = evidence;
  const ownershipTags = [...evidence.ownershipTags];
  return {
    id: deployment.id,
    name: deployment.name,
    status: deployment.operation === 'adopt' ? 'adopting' : 'quarantined',
    reason: deployment.statusReason === null ? null : say(deployment.statusReason),
    cause: deployment.statusReason,
    since: deployment.updatedAt.toISOString(),
    owner,
    templateName: template.name,
    cluster: { id: cluster.id, name: cluster.name },
    recorded: {
      vmid: deployment.vmid,
      node: deployment.node,
      vcpus: deployment.vcpus,
      memoryMiB: deployment.memoryMiB,
      diskGiB: deployment.diskGiB,
      pool: cluster.pool,
      tag: portalTag,
    },
    presence,
    lookedAt: lastObservation?.observedAt?.toISOString() ?? null,
    seen:
      seen === null
        ? null
        : {
            ...seenVm(seen, diskOf(detail, seen)),
            template: seen.config?.template ?? null,
            ownershipTags,
            stamps: ownershipTags,
            description: seen.config?.description ?? null,
          },
    differences: differencesOf(detail, evidence),
    actions: recordOf(quarantineActions, (action) => {
      const name = actionNames[action];
      const refusal = may(person, name, deployment).allowed ? refusals[action] : (leftOut(person, name) ?? lookOnly);
      return actionState(refusal, say);
    }),
  };
};

const becauseOf = ({ pool }: SeenGuest, tag: SeenOwnershipTag | null, cluster: Cluster): OrphanReason => {
  if (tag === null) return pool === cluster.pool ? 'pool' : 'tag';
  if (tag.status === null) return 'stranger';
  return tag.status === 'deleted' ? 'left_over' : 'copy';
};

const sizeOfAllDisks = ({ config, diskGiB }: SeenGuest): number | null =>
  config === null ? diskGiB : Object.values(config.disks).reduce((sum, size) => sum + size, 0);

export const orphanView = (guest: SeenGuest, ownershipTag: SeenOwnershipTag | null, cluster: Cluster): Orphan => ({
  cluster: { id: cluster.id, name: cluster.name },
  ...seenVm(guest, sizeOfAllDisks(guest)),
  because: becauseOf(guest, ownershipTag, cluster),
  ownershipTag,
  stamp: ownershipTag,
});
