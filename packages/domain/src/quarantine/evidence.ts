// What is known of the VM under a quarantined deployment's id, by the last look at its cluster, and what an administrator
// may do about it. Pure: the page and the request that acts both go by it.
import type { QuarantineAction, QuarantineDifference, Reason, SeenOwnershipTag, VmPresence } from '@portal/types';
import type { LastObservation, SeenGuest } from '../last-observation.ts';
import { ownersIn, portalTag } from '../ownership-tag.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { Deployment } from '../records.ts';

export interface Evidence {
  readonly presence: VmPresence;
  /** As it was last seen, which may be long ago while the cluster does not answer. */
  readonly seen: SeenGuest | null;
  readonly ownershipTags: readonly SeenOwnershipTag[];
}

const presenceOf = (
  { vmid, updatedAt }: Deployment,
  lastObservation: LastObservation | null,
  seen: SeenGuest | null,
): VmPresence => {
  if (lastObservation?.unreachableSince != null) return 'unreachable';
  if (vmid === null || lastObservation?.gone.includes(vmid)) return 'gone';
  if (seen !== null) return seen.config === null ? 'unseen' : 'shown';
  return lastObservation?.observedAt == null || lastObservation.observedAt < updatedAt ? 'unseen' : 'hidden';
};

const seenIn = (lastObservation: LastObservation | null, vmid: number | null): SeenGuest | null =>
  lastObservation?.quarantined.find((guest) => guest.vmid === vmid) ?? null;

/** Ids of the deployments whose ownership tags a VM bears: to be looked up before its evidence is gathered. */
export const taggedIds = (lastObservation: LastObservation | null, vmid: number | null): readonly string[] =>
  ownersIn(seenIn(lastObservation, vmid)?.config?.description ?? '');

export type TagLookup = (id: string) => SeenOwnershipTag;

export const evidenceOf = (
  deployment: Deployment,
  lastObservation: LastObservation | null,
  tagOf: TagLookup,
): Evidence => {
  const seen = seenIn(lastObservation, deployment.vmid);
  const ownershipTags = taggedIds(lastObservation, deployment.vmid).map(tagOf);
  return { presence: presenceOf(deployment, lastObservation, seen), seen, ownershipTags };
};

/** The disk that the deployment's size is about. */
export const diskOf = ({ template }: DeploymentDetail, { config, diskGiB }: SeenGuest): number | null =>
  config === null ? diskGiB : (config.disks[template.disk] ?? null);

/** An unknown figure is no difference. */
const gibTolerance = 0.05;
const isOff = (recorded: number, seen: number | null, tolerance = 0): boolean =>
  seen !== null && Math.abs(seen - recorded) > tolerance;

const bearsOwnTagAlone = ({ ownershipTags }: Evidence, id: string): boolean =>
  ownershipTags.length === 1 && ownershipTags[0]?.id === id;

export const differencesOf = (detail: DeploymentDetail, evidence: Evidence): QuarantineDifference[] => {
  const { deployment, cluster } = detail;
  const { seen } = evidence;
  if (seen === null) return [];
  const differs: Record<QuarantineDifference, boolean> = {
    name: seen.name !== null && seen.name !== deployment.name,
    node: seen.node !== deployment.node,
    vcpus: isOff(deployment.vcpus, seen.cores),
    memory: isOff(deployment.memoryMiB, seen.memoryMiB),
    disk: isOff(deployment.diskGiB, diskOf(detail, seen), gibTolerance),
    stamp: seen.config !== null && !bearsOwnTagAlone(evidence, deployment.id),
    tag: !seen.tags.includes(portalTag),
    pool: seen.pool !== cluster.pool,
    template: seen.config?.template === true,
  };
  return order.filter((difference) => differs[difference]);
};

const order = ['template', 'stamp', 'tag', 'pool', 'name', 'node', 'vcpus', 'memory', 'disk'] as const;

/** Why nothing can be done about a VM that cannot be looked at; null for one that can. */
const unlooked = (presence: VmPresence, pool: string): Reason | null =>
  (
    ({
      shown: null,
      gone: { code: 'vm_is_gone', params: {} },
      hidden: { code: 'vm_is_hidden', params: { pool } },
      unseen: { code: 'vm_not_seen_yet', params: {} },
      unreachable: { code: 'cluster_is_silent', params: {} },
    }) as const satisfies Record<VmPresence, Reason | null>
  )[presence];

const adoptable = (
  { cluster, deployment }: DeploymentDetail,
  { presence, seen, ownershipTags }: Evidence,
): Reason | null => {
  const unknown = unlooked(presence, cluster.pool);
  if (unknown !== null) return unknown;
  if (seen?.config?.template === true) return { code: 'vm_is_template', params: {} };
  const stranger = ownershipTags.find(({ id, status }) => id !== deployment.id && status !== 'deleted');
  return stranger === undefined ? null : { code: 'bears_other_stamp', params: { name: stranger.name } };
};

const destroyable = ({ cluster, deployment }: DeploymentDetail, evidence: Evidence): Reason | null => {
  if (deployment.deleteProtection) return { code: 'delete_protection', params: { action: 'delete' } };
  const unknown = unlooked(evidence.presence, cluster.pool);
  if (unknown !== null) return unknown;
  if (evidence.seen?.config?.template === true) return { code: 'vm_is_template', params: {} };
  return bearsOwnTagAlone(evidence, deployment.id) ? null : { code: 'stamp_proves_nothing', params: {} };
};

/** Why each is not to be done now by somebody who may do it at all; null where it is. */
export const quarantineRefusals = (
  detail: DeploymentDetail,
  evidence: Evidence,
): Readonly<Record<QuarantineAction, Reason | null>> => {
  if (detail.deployment.operation === 'adopt') {
    const waiting: Reason = { code: 'being_adopted', params: {} };
    return { adopt: waiting, release: waiting, destroy: waiting };
  }
  return { adopt: adoptable(detail, evidence), release: null, destroy: destroyable(detail, evidence) };
};
