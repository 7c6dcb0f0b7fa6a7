// What is known of the VM under a quarantined deployment's id, by the last look at its cluster, and what an administrator
// may do about it. Pure: the page and the request that acts both go by it.
import type { ActionState, QuarantineAction, QuarantineDifference, SeenStamp, VmPresence } from '@portal/types';
import { portalTag, stampsIn } from '../engine/stamp.ts';
import type { DeploymentDetail } from '../ports.ts';
import type { Deployment } from '../records.ts';
import type { ClusterSight, SeenGuest } from '../sights.ts';

export interface Evidence {
  readonly presence: VmPresence;
  /** As it was last seen, which may be long ago while the cluster does not answer. */
  readonly seen: SeenGuest | null;
  readonly stamps: readonly SeenStamp[];
}

const presenceOf = (
  { vmid, updatedAt }: Deployment,
  sight: ClusterSight | null,
  seen: SeenGuest | null,
): VmPresence => {
  if (sight?.unreachableSince != null) return 'unreachable';
  if (vmid === null || sight?.gone.includes(vmid)) return 'gone';
  if (seen !== null) return seen.config === null ? 'unseen' : 'shown';
  return sight?.observedAt == null || sight.observedAt < updatedAt ? 'unseen' : 'hidden';
};

const seenIn = (sight: ClusterSight | null, vmid: number | null): SeenGuest | null =>
  sight?.quarantined.find((guest) => guest.vmid === vmid) ?? null;

/** Ids of the deployments whose stamps a VM bears: to be looked up before its evidence is gathered. */
export const stampedIds = (sight: ClusterSight | null, vmid: number | null): readonly string[] =>
  stampsIn(seenIn(sight, vmid)?.config?.description ?? '');

export type StampLookup = (id: string) => SeenStamp;

export const evidenceOf = (deployment: Deployment, sight: ClusterSight | null, stampOf: StampLookup): Evidence => {
  const seen = seenIn(sight, deployment.vmid);
  const stamps = stampedIds(sight, deployment.vmid).map(stampOf);
  return { presence: presenceOf(deployment, sight, seen), seen, stamps };
};

/** The disk that the deployment's size is about. */
export const diskOf = ({ template }: DeploymentDetail, { config, diskGiB }: SeenGuest): number | null =>
  config === null ? diskGiB : (config.disks[template.disk] ?? null);

/** An unknown figure is no difference. */
const gibTolerance = 0.05;
const isOff = (recorded: number, seen: number | null, tolerance = 0): boolean =>
  seen !== null && Math.abs(seen - recorded) > tolerance;

const isStampedAlone = ({ stamps }: Evidence, id: string): boolean => stamps.length === 1 && stamps[0]?.id === id;

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
    stamp: seen.config !== null && !isStampedAlone(evidence, deployment.id),
    tag: !seen.tags.includes(portalTag),
    pool: seen.pool !== cluster.pool,
    template: seen.config?.template === true,
  };
  return order.filter((difference) => differs[difference]);
};

const order = ['template', 'stamp', 'tag', 'pool', 'name', 'node', 'vcpus', 'memory', 'disk'] as const;

const allowed: ActionState = { allowed: true, reason: null };
const refused = (reason: string): ActionState => ({ allowed: false, reason });

/** Why nothing can be done about a VM that cannot be looked at; null for one that can. */
const unlooked = (presence: VmPresence, pool: string): string | null =>
  ({
    shown: null,
    gone: 'The VM no longer exists in the cluster. Release it.',
    hidden: `The VM exists, but the portal may not look at it. Put it into the pool ${pool} in Proxmox.`,
    unseen: 'The portal has not looked at the VM yet. Wait a minute.',
    unreachable: 'The cluster does not answer. Wait until it does.',
  })[presence];

const strangerReason = ({ name }: SeenStamp): string =>
  name === null
    ? 'It bears the stamp of a VM that this portal does not know. Take that line out of its description in Proxmox first.'
    : `It bears the stamp of another VM, ${name}.`;

const adoptable = ({ cluster, deployment }: DeploymentDetail, { presence, seen, stamps }: Evidence): ActionState => {
  const unknown = unlooked(presence, cluster.pool);
  if (unknown !== null) return refused(unknown);
  if (seen?.config?.template === true) return refused('It has become a template. Release it.');
  const stranger = stamps.find(({ id, status }) => id !== deployment.id && status !== 'deleted');
  return stranger === undefined ? allowed : refused(strangerReason(stranger));
};

const destroyable = ({ cluster, deployment }: DeploymentDetail, evidence: Evidence): ActionState => {
  const unknown = unlooked(evidence.presence, cluster.pool);
  if (unknown !== null) return refused(unknown);
  if (evidence.seen?.config?.template === true) return refused('It has become a template. Release it.');
  return isStampedAlone(evidence, deployment.id)
    ? allowed
    : refused('Its description does not carry this VM’s stamp alone: nothing proves that it may be destroyed.');
};

/** What may be done now by somebody who may do it at all. */
export const quarantineStates = (
  detail: DeploymentDetail,
  evidence: Evidence,
): Readonly<Record<QuarantineAction, ActionState>> => {
  if (detail.deployment.status === 'adopting') {
    const waiting = refused('It is being adopted. Wait until that is done.');
    return { adopt: waiting, release: waiting, destroy: waiting };
  }
  return { adopt: adoptable(detail, evidence), release: allowed, destroy: destroyable(detail, evidence) };
};
