// Comparing a whole cluster with the database: a pure function, one pass over the cluster's answer, that names the
// deployments worth a closer look and the VMs that no row accounts for. The observation is about 10 s old, so it
// decides nothing: the look itself asks the VM.
import type {
  Cluster,
  ClusterObservation,
  ObservedGuest,
  PowerState,
  RecordedVm,
  RenamedVm,
  SeenGuest,
} from '@portal/domain';
import { type DeploymentStatus, deploymentStatuses, type Reason, recordOf } from '@portal/types';

/** How a VM should be in a status at rest; null where the engine has it in hand or nothing is expected. */
const expectedPower: Readonly<Record<DeploymentStatus, PowerState | null>> = {
  ...recordOf(deploymentStatuses, () => null),
  running: 'running',
  stopped: 'stopped',
  suspended: 'paused',
  expired: 'stopped',
  trashed: 'stopped',
};

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

export interface Suspect {
  readonly deployment: RecordedVm;
  readonly suspicion: Suspicion;
  /** As the observation shows it; null where it shows nothing. */
  readonly guest: ObservedGuest | null;
  /** The VM's name as it was last put on record. */
  readonly knownName: string;
}

/** A quarantined deployment and what stands under its VMID. */
export interface Held {
  readonly deployment: RecordedVm;
  readonly guest: ObservedGuest | null;
}

export interface ReconcileInput {
  readonly cluster: Cluster;
  readonly tag: string;
  readonly deployments: readonly RecordedVm[];
  readonly observation: ClusterObservation;
  /** Other names that are known and on record. */
  readonly renamed: readonly RenamedVm[];
  /** PVE templates as they were last seen. */
  readonly templates: readonly Pick<SeenGuest, 'vmid'>[];
}

export interface Reconciliation {
  readonly differing: readonly Suspect[];
  /** Up, and no address of its own is known. */
  readonly silent: readonly RecordedVm[];
  /** Up, with an address of its own that may have changed since. */
  readonly addressed: readonly RecordedVm[];
  readonly quarantined: readonly Held[];
  /** Of no deployment, but in the portal's pool, with its tag, or under an id of its range. */
  readonly strays: readonly ObservedGuest[];
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

const isUnobserved = (reason: Reason | null): boolean =>
  reason?.code === unobserved.node.code || reason?.code === unobserved.unclear.code;

/** PVE reports odd sizes in fractions of a GiB. */
const gibTolerance = 0.05;

const differs = (recorded: number, observed: number | null, tolerance = 0): boolean =>
  observed !== null && observed > 0 && Math.abs(observed - recorded) > tolerance;

const isResized = (deployment: RecordedVm, guest: ObservedGuest): boolean =>
  differs(deployment.vcpus, guest.cpus) ||
  differs(deployment.memoryMiB, guest.memoryMiB) ||
  differs(deployment.diskGiB, guest.diskGiB, gibTolerance);

/** The lists of a result while they are being written. */
type Draft<Lists> = { -readonly [Key in keyof Lists]: Lists[Key] extends readonly (infer Item)[] ? Item[] : never };

interface Comparison {
  readonly input: ReconcileInput;
  readonly found: Draft<Reconciliation>;
  readonly offlineNodes: ReadonlySet<string>;
  readonly knownNames: ReadonlyMap<string, string>;
  readonly knownTemplates: ReadonlySet<number>;
}

const knownNameOf = ({ knownNames }: Comparison, { id, name }: RecordedVm): string => knownNames.get(id) ?? name;

/** The first reason to look closer; the look then compares everything. */
const suspicionOf = (comparison: Comparison, deployment: RecordedVm, guest: ObservedGuest): Suspicion | null => {
  const { input, offlineNodes } = comparison;
  const { status, statusReason } = deployment;
  // One that was still being set up comes back unfinished: nobody's to use.
  if (status === 'failed') return deployment.failureCode === 'vm_missing' && deployment.wasReady ? 'returned' : null;
  const expected = expectedPower[status];
  if (expected === null) return null;
  if (guest.node !== deployment.node) return 'moved';
  if (guest.power === 'unknown') {
    return offlineNodes.has(guest.node) && statusReason?.code !== unobserved.node.code ? 'out_of_sight' : null;
  }
  if (isUnobserved(statusReason)) return 'in_sight';
  if (guest.template || guest.pool !== input.cluster.pool || !guest.tags.includes(input.tag)) return 'untagged';
  if (guest.power !== expected) return 'power';
  if (guest.name !== null && guest.name !== knownNameOf(comparison, deployment)) return 'renamed';
  return isResized(deployment, guest) ? 'resized' : null;
};

/** While its node is away, and until it is heard of again, PVE does not say that a template is one. */
const isTemplate = ({ knownTemplates }: Comparison, { template, power, vmid }: ObservedGuest): boolean =>
  template || (power === 'unknown' && knownTemplates.has(vmid));

const isStray = ({ cluster, tag }: ReconcileInput, guest: ObservedGuest): boolean =>
  guest.pool === cluster.pool ||
  guest.tags.includes(tag) ||
  (guest.vmid >= cluster.vmidMin && guest.vmid <= cluster.vmidMax);

const isHeld = ({ status }: RecordedVm): boolean => status === 'quarantined' || status === 'adopting';

const sortRecorded = (comparison: Comparison, deployment: RecordedVm, guest: ObservedGuest): void => {
  const { found } = comparison;
  const knownName = knownNameOf(comparison, deployment);
  if (knownName !== deployment.name) found.renamed.push({ deploymentId: deployment.id, name: knownName });
  if (isHeld(deployment)) {
    found.quarantined.push({ deployment, guest });
    return;
  }
  const suspicion = suspicionOf(comparison, deployment, guest);
  if (suspicion !== null) found.differing.push({ deployment, suspicion, guest, knownName });
  else if (deployment.status === 'running' && guest.power === 'running') {
    (deployment.hasAddress ? found.addressed : found.silent).push(deployment);
  }
};

const sortUnseen = (comparison: Comparison, deployment: RecordedVm): void => {
  const { found } = comparison;
  if (isHeld(deployment)) found.quarantined.push({ deployment, guest: null });
  else if (expectedPower[deployment.status] !== null) {
    const knownName = knownNameOf(comparison, deployment);
    found.differing.push({ deployment, suspicion: 'missing', guest: null, knownName });
  }
};

export const reconcile = (input: ReconcileInput): Reconciliation => {
  const unseen = new Map<number, RecordedVm>();
  for (const deployment of input.deployments) unseen.set(deployment.vmid, deployment);
  const found: Draft<Reconciliation> = {
    differing: [],
    silent: [],
    addressed: [],
    quarantined: [],
    strays: [],
    templates: [],
    renamed: [],
  };
  const comparison: Comparison = {
    input,
    found,
    offlineNodes: new Set(input.observation.nodes.filter(({ online }) => !online).map(({ name }) => name)),
    knownNames: new Map(input.renamed.map(({ deploymentId, name }) => [deploymentId, name])),
    knownTemplates: new Set(input.templates.map(({ vmid }) => vmid)),
  };
  for (const guest of input.observation.guests) {
    const deployment = unseen.get(guest.vmid);
    if (deployment !== undefined) {
      unseen.delete(guest.vmid);
      sortRecorded(comparison, deployment, guest);
    } else if (isTemplate(comparison, guest)) found.templates.push(guest);
    else if (isStray(input, guest)) found.strays.push(guest);
  }
  for (const deployment of unseen.values()) sortUnseen(comparison, deployment);
  return found;
};
