// Comparing a whole cluster with the database: a pure function, one pass over the cluster's answer, that names the
// deployments worth a closer look and the VMs that no row accounts for. The observation is about 10 s old, so it
// decides nothing: the look itself asks the VM.
import {
  type Cluster,
  type ClusterObservation,
  type ObservedGuest,
  type PowerState,
  portalTag,
  type RecordedVm,
  type RenamedVm,
  type SeenGuest,
} from '@portal/domain';
import type { Reason, Rest } from '@portal/types';

const powerAt: Readonly<Partial<Record<Rest, PowerState>>> = {
  running: 'running',
  stopped: 'stopped',
  suspended: 'paused',
};

/** How a VM should be; null where the engine has it in hand or nothing is expected. */
const expectedPower = ({ rest, operation }: RecordedVm): PowerState | null =>
  operation === null ? (powerAt[rest] ?? null) : null;

/** `out_of_sight`: its node is away. `in_sight`: it was not observed, and its owner was told so. */
export type Suspicion =
  | 'missing'
  | 'moved'
  | 'out_of_sight'
  | 'in_sight'
  | 'untagged'
  | 'power'
  | 'renamed'
  | 'resized'
  | 'returned';

/** A quarantined deployment and what stands under its VMID. */
export interface Held {
  readonly deployment: RecordedVm;
  /** As the observation shows it; null where it shows nothing. */
  readonly guest: ObservedGuest | null;
}

export interface Suspect extends Held {
  readonly suspicion: Suspicion;
  /** The VM's name as it was last put on record. */
  readonly knownName: string;
}

export interface Reconciliation {
  readonly differing: readonly Suspect[];
  /** Up, and no address of its own is known. */
  readonly silent: readonly RecordedVm[];
  /** Up, with an address of its own that may have changed since. */
  readonly addressed: readonly RecordedVm[];
  readonly quarantined: readonly Held[];
  /** Of no deployment, but in the portal's pool, with its tag, or under an id of its range. */
  readonly unrecorded: readonly ObservedGuest[];
  /** PVE templates that are nobody's deployment. */
  readonly templates: readonly ObservedGuest[];
  /** Of the other names that are on record, those whose VM is still there. */
  readonly renamed: readonly RenamedVm[];
}

/** What an owner reads while nothing can be said of the VM. */
export const unobserved = {
  node: { code: 'node_out_of_sight', params: {} },
  unclear: { code: 'vm_out_of_sight', params: {} },
} as const satisfies Record<string, Reason>;

/** PVE reports odd sizes in fractions of a GiB. */
const gibTolerance = 0.05;

const differs = (recorded: number, observed: number | null, tolerance = 0): boolean =>
  observed !== null && observed > 0 && Math.abs(observed - recorded) > tolerance;

const isMarked = ({ pool }: Cluster, guest: ObservedGuest) => ({
  byPool: guest.pool === pool,
  byTag: guest.tags.includes(portalTag),
});

/** The first reason to look closer; the look then compares everything. */
const suspicionOf = (
  { deployment, guest, knownName }: Omit<Suspect, 'suspicion'>,
  { cluster, offline }: { readonly cluster: Cluster; readonly offline: ReadonlySet<string> },
): Suspicion | null => {
  const { rest, operation, statusReason, failureCode, wasReady } = deployment;
  const expected = expectedPower(deployment);
  if (guest === null) return expected === null ? null : 'missing';
  // One that was still being set up comes back unfinished: nobody's to use.
  if (rest === 'failed' && operation === null) return failureCode === 'vm_missing' && wasReady ? 'returned' : null;
  if (expected === null) return null;
  if (guest.node !== deployment.node) return 'moved';
  const toldOf = statusReason?.code;
  if (guest.power === 'unknown') {
    return offline.has(guest.node) && toldOf !== unobserved.node.code ? 'out_of_sight' : null;
  }
  if (toldOf === unobserved.node.code || toldOf === unobserved.unclear.code) return 'in_sight';
  const { byPool, byTag } = isMarked(cluster, guest);
  if (guest.template || !byPool || !byTag) return 'untagged';
  if (guest.power !== expected) return 'power';
  if (guest.name !== null && guest.name !== knownName) return 'renamed';
  const isResized =
    differs(deployment.vcpus, guest.cpus) ||
    differs(deployment.memoryMiB, guest.memoryMiB) ||
    differs(deployment.diskGiB, guest.diskGiB, gibTolerance);
  return isResized ? 'resized' : null;
};

const isUnrecorded = (cluster: Cluster, guest: ObservedGuest): boolean => {
  const { byPool, byTag } = isMarked(cluster, guest);
  return byPool || byTag || (guest.vmid >= cluster.vmidMin && guest.vmid <= cluster.vmidMax);
};

const isHeld = ({ rest, operation }: RecordedVm): boolean => rest === 'quarantined' && operation !== 'delete';

export interface Compared {
  readonly cluster: Cluster;
  readonly deployments: readonly RecordedVm[];
  readonly observation: ClusterObservation;
  /** Other names that are known and on record. */
  readonly renamed: readonly RenamedVm[];
  /** PVE templates as they were last seen. */
  readonly templates: readonly Pick<SeenGuest, 'vmid'>[];
}

export const reconcile = ({ cluster, deployments, observation, ...before }: Compared): Reconciliation => {
  const differing: Suspect[] = [];
  const silent: RecordedVm[] = [];
  const addressed: RecordedVm[] = [];
  const quarantined: Held[] = [];
  const unrecorded: ObservedGuest[] = [];
  const templates: ObservedGuest[] = [];
  const renamed: RenamedVm[] = [];
  const offline = new Set(observation.nodes.filter(({ online }) => !online).map(({ name }) => name));
  const names = new Map(before.renamed.map(({ deploymentId, name }) => [deploymentId, name]));
  const knownTemplates = new Set(before.templates.map(({ vmid }) => vmid));

  const sort = (deployment: RecordedVm, guest: ObservedGuest | null): void => {
    const { id, name, hasAddress } = deployment;
    const knownName = names.get(id) ?? name;
    if (guest !== null && knownName !== name) renamed.push({ deploymentId: id, name: knownName });
    if (isHeld(deployment)) {
      quarantined.push({ deployment, guest });
      return;
    }
    const suspicion = suspicionOf({ deployment, guest, knownName }, { cluster, offline });
    if (suspicion !== null) differing.push({ deployment, guest, knownName, suspicion });
    else if (expectedPower(deployment) === 'running' && guest?.power === 'running') {
      (hasAddress ? addressed : silent).push(deployment);
    }
  };

  const unseen = new Map(deployments.map((deployment) => [deployment.vmid, deployment]));
  for (const guest of observation.guests) {
    const deployment = unseen.get(guest.vmid);
    if (deployment !== undefined) {
      unseen.delete(guest.vmid);
      sort(deployment, guest);
      // While its node is away, and until it is heard of again, PVE does not say that a template is one.
    } else if (guest.template || (guest.power === 'unknown' && knownTemplates.has(guest.vmid))) templates.push(guest);
    else if (isUnrecorded(cluster, guest)) unrecorded.push(guest);
  }
  for (const deployment of unseen.values()) sort(deployment, null);
  return { differing, silent, addressed, quarantined, unrecorded, templates, renamed };
};
