// What the nodes of a cluster can still take: pure arithmetic over one observation and what is reserved for VMs that do not
// show in it yet. Placement asks it for one VM, the capacity guard for the largest VM that would fit.
import type {
  Cluster,
  ClusterObservation,
  Deployment,
  ObservedGuest,
  ObservedNode,
  ObservedStorage,
  PowerState,
} from '@portal/domain';
import type { NodeLack } from '@portal/types';

export interface NodeCapacity {
  readonly name: string;
  /** Why it takes nothing new; null when it does. */
  readonly closed: NodeLack | null;
  readonly offline: boolean;
  /** Null where the token may not see it. */
  readonly memoryMiB: number | null;
  /** In use, or given to the VMs that run there: whichever is more, since a guest grows into what it was given. */
  readonly committedMiB: number;
  /** How many vCPUs may run there; null where the node's cores are not known. */
  readonly vcpuLimit: number | null;
  readonly vcpus: number;
}

/** An observation, gone through once for a whole round of decisions. */
export interface ClusterCapacity {
  readonly cluster: Cluster;
  readonly nodes: readonly NodeCapacity[];
  readonly storages: readonly ObservedStorage[];
  readonly guests: ReadonlyMap<number, ObservedGuest>;
}

/** Memory and vCPUs of a node that are spoken for. */
export interface Claim {
  readonly node: string | null;
  readonly memoryMiB: number;
  readonly vcpus: number;
}

export type Size = Pick<Deployment, 'vcpus' | 'memoryMiB'>;

/** `/cluster/resources` is about 10 s behind: for this long what came up may show neither as running nor as memory in use. */
const unseenForMs = 30_000;

/** What came up after it may not be seen yet, and has its room reserved still. */
export const unseenSince = (now: Date): Date => new Date(now.getTime() - unseenForMs);

/** A paused VM keeps its memory. */
const holdsMemory: ReadonlySet<PowerState> = new Set(['running', 'paused']);

const loads = (guests: readonly ObservedGuest[]): ReadonlyMap<string, { memoryMiB: number; vcpus: number }> => {
  const byNode = new Map<string, { memoryMiB: number; vcpus: number }>();
  for (const { node, power, memoryMiB, cpus } of guests) {
    if (!holdsMemory.has(power)) continue;
    const load = byNode.get(node) ?? { memoryMiB: 0, vcpus: 0 };
    load.memoryMiB += memoryMiB ?? 0;
    load.vcpus += cpus ?? 0;
    byNode.set(node, load);
  }
  return byNode;
};

const closedBecause = (cluster: Cluster, { name: node, online, maintenance }: ObservedNode): NodeLack | null => {
  if (!online) return { code: 'node_offline', params: { node } };
  if (maintenance) return { code: 'node_in_maintenance', params: { node } };
  return cluster.excludedNodes.includes(node) ? { code: 'node_excluded', params: { node } } : null;
};

export const capacityOf = (cluster: Cluster, observation: ClusterObservation): ClusterCapacity => {
  const running = loads(observation.guests);
  const nodes = observation.nodes.map((node): NodeCapacity => {
    const { memoryMiB = 0, vcpus = 0 } = running.get(node.name) ?? {};
    return {
      name: node.name,
      closed: closedBecause(cluster, node),
      offline: !node.online,
      memoryMiB: node.usedMemoryMiB === null ? null : node.memoryMiB,
      committedMiB: Math.max(node.usedMemoryMiB ?? 0, memoryMiB),
      vcpuLimit: node.cpus === null ? null : node.cpus * cluster.vcpusPerCore,
      vcpus,
    };
  });
  const guests = new Map(observation.guests.map((guest) => [guest.vmid, guest]));
  return { cluster, nodes, storages: observation.storages, guests };
};

/** Those of the reserved that do not run yet: what runs is in the observation's own figures. */
export const stillReserved = <Placed extends Claim & Pick<Deployment, 'vmid'>>(
  reserved: readonly Placed[],
  { guests }: Pick<ClusterCapacity, 'guests'>,
): readonly Placed[] =>
  reserved.filter(({ vmid }) => {
    const guest = vmid === null ? undefined : guests.get(vmid);
    return guest === undefined || !holdsMemory.has(guest.power);
  });

/** What runs on a node, and what is reserved there. */
const spokenFor = ({ name, committedMiB, vcpus }: NodeCapacity, claims: readonly Claim[]): Size => {
  const here = claims.filter(({ node }) => node === name);
  return {
    memoryMiB: here.reduce((sum, claim) => sum + claim.memoryMiB, committedMiB),
    vcpus: here.reduce((sum, claim) => sum + claim.vcpus, vcpus),
  };
};

/** What a VM may still take there without touching the headroom; null where it is not known. */
const roomLeft = ({ cluster }: ClusterCapacity, node: NodeCapacity, claims: readonly Claim[]) => {
  const spoken = spokenFor(node, claims);
  const share = 1 - cluster.memoryHeadroomPercent / 100;
  return {
    memoryMiB: node.memoryMiB === null ? null : node.memoryMiB * share - spoken.memoryMiB,
    vcpus: node.vcpuLimit === null ? null : node.vcpuLimit - spoken.vcpus,
  };
};

/** The share of its memory that stays free once this VM runs there; null where it is not known. */
export const freeShareAfter = (node: NodeCapacity, claims: readonly Claim[], size: Size): number | null =>
  node.memoryMiB === null ? null : 1 - (spokenFor(node, claims).memoryMiB + size.memoryMiB) / node.memoryMiB;

/** What stands in this VM's way on an open node; null: it fits. */
export const roomLack = (
  capacity: ClusterCapacity,
  node: NodeCapacity,
  { size, claims }: { readonly size: Size; readonly claims: readonly Claim[] },
): NodeLack | null => {
  const left = roomLeft(capacity, node, claims);
  if (left.memoryMiB !== null && left.memoryMiB < size.memoryMiB) {
    const share = freeShareAfter(node, claims, size) ?? 0;
    if (share < 0) return { code: 'node_lacks_memory', params: { node: node.name } };
    const { memoryHeadroomPercent: headroomPercent } = capacity.cluster;
    const freePercent = Math.floor(share * 100);
    return { code: 'node_below_headroom', params: { node: node.name, freePercent, headroomPercent } };
  }
  if (left.vcpus === null || node.vcpuLimit === null || left.vcpus >= size.vcpus) return null;
  const vcpus = node.vcpuLimit - left.vcpus + size.vcpus;
  return { code: 'node_lacks_vcpus', params: { node: node.name, vcpus, limit: node.vcpuLimit } };
};

/** Whether it would fit there if nothing else ran: what is too large for the node is not worth waiting for. */
export const everFits = (capacity: ClusterCapacity, node: NodeCapacity, size: Size): boolean =>
  roomLack(capacity, { ...node, committedMiB: 0, vcpus: 0 }, { size, claims: [] }) === null;

/**
 * The capacity guard: no VM that is larger than this in either measure fits on any node now. Null while a node that takes
 * VMs does not tell its size: then nothing can be said.
 */
export const roomOf = (
  capacity: ClusterCapacity,
  reserved: readonly (Claim & Pick<Deployment, 'vmid'>)[],
): { readonly memoryMiB: number; readonly vcpus: number } | null => {
  const claims = stillReserved(reserved, capacity);
  const room = { memoryMiB: 0, vcpus: 0 };
  for (const node of capacity.nodes) {
    if (node.closed !== null) continue;
    const { memoryMiB, vcpus } = roomLeft(capacity, node, claims);
    if (memoryMiB === null || vcpus === null) return null;
    room.memoryMiB = Math.max(room.memoryMiB, Math.floor(memoryMiB));
    room.vcpus = Math.max(room.vcpus, Math.floor(vcpus));
  }
  return room;
};
