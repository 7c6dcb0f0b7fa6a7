// What is kept of a look at a cluster: for pages, for admission, and for the next look. Written when something in it has
// changed that somebody may want to know, and once a minute otherwise.
import {
  type AuditEvent,
  Change,
  type Cluster,
  type ClusterObservation,
  clusterActions,
  clusterEvent,
  HypervisorError,
  type LastObservation,
  portalTag,
  type SeenGuest,
  type SeenNode,
  type SeenStorage,
} from '@portal/domain';
import { capacityOf, roomOf, unseenSince } from '../scheduler/capacity.ts';
import { lookCloser } from './closer-look.ts';
import type { Reconciliation } from './comparison.ts';
import { type Look, observeActor } from './look.ts';

/** Everything that one cycle brought together. */
export interface Seen {
  readonly before: LastObservation;
  readonly observation: ClusterObservation;
  /** As it stands after the differences were looked at. */
  readonly reconciliation: Reconciliation;
  readonly pveVersion: string | null;
  /** VMs of others under the portal's ids, as they were looked at before. */
  readonly neighbours: readonly SeenGuest[];
  /** When this process read which VMID's configuration. */
  readonly readAt: Map<number, number>;
}

const nodesOf = ({ excludedNodes }: Cluster, { nodes }: ClusterObservation): readonly SeenNode[] =>
  nodes
    .map(({ name, online, maintenance, cpus, memoryMiB, usedMemoryMiB }) => ({
      name,
      online,
      maintenance: maintenance || excludedNodes.includes(name),
      cpus,
      memoryMiB,
      usedMemoryMiB,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));

/** Every node that reaches a shared one shows it: it is kept once, as whoever can use it sees it. */
const storagesOf = ({ storages }: ClusterObservation): readonly SeenStorage[] => {
  const kept = new Map<string, SeenStorage>();
  for (const { node, name, shared, available, holdsImages, totalGiB, usedGiB } of storages) {
    const key = shared ? name : `${name} ${node}`;
    if (!holdsImages || kept.get(key)?.available === true) continue;
    kept.set(key, { name, node: shared ? null : node, available, totalGiB, usedGiB });
  }
  return [...kept.entries()].toSorted(([a], [b]) => a.localeCompare(b)).map(([, storage]) => storage);
};

/** How old a configuration may be: that of a VM that somebody is deciding about is read each time. */
const againAfterMs = { orphans: 120_000, neighbours: 3_600_000, templates: 120_000, quarantined: 0 } as const;
const asksForGonePerCycle = 10;

const isInTheWay = ({ pool, tags, taggedFor, config }: SeenGuest, cluster: Cluster): boolean =>
  config !== null && (pool === cluster.pool || tags.includes(portalTag) || taggedFor !== null);

interface Strays {
  readonly orphans: readonly SeenGuest[];
  readonly neighbours: readonly SeenGuest[];
}

const lookAtStrays = async (look: Look, seenBefore: Seen): Promise<Strays> => {
  const { before, reconciliation, neighbours, readAt } = seenBefore;
  const seen = await lookCloser(look, {
    guests: reconciliation.strays,
    known: [...before.orphans, ...neighbours],
    againAfterMs: (known) => (isInTheWay(known, look.cluster) ? againAfterMs.orphans : againAfterMs.neighbours),
    readAt,
  });
  return {
    orphans: seen.filter((guest) => isInTheWay(guest, look.cluster)),
    neighbours: seen.filter((guest) => !isInTheWay(guest, look.cluster)),
  };
};

const lookAtQuarantined = (look: Look, { before, reconciliation, readAt }: Seen): Promise<readonly SeenGuest[]> =>
  lookCloser(look, {
    guests: reconciliation.quarantined.flatMap(({ guest }) => guest ?? []),
    known: before.quarantined,
    againAfterMs: () => againAfterMs.quarantined,
    readAt,
    expected: new Map(reconciliation.quarantined.map(({ deployment }) => [deployment.vmid, deployment.id])),
  });

/** One that PVE does not describe at the moment is as it was seen before; its node is not asked about it. */
const lookAtTemplates = async (look: Look, { before, reconciliation, readAt }: Seen): Promise<readonly SeenGuest[]> => {
  const undescribed = new Set(reconciliation.templates.filter(({ template }) => !template).map(({ vmid }) => vmid));
  const seen = await lookCloser(look, {
    guests: reconciliation.templates.filter(({ template }) => template),
    known: before.templates,
    againAfterMs: () => againAfterMs.templates,
    readAt,
  });
  return [...seen, ...before.templates.filter(({ vmid }) => undescribed.has(vmid))];
};

/** Not shown may be not allowed to see: only a whole, quorate cluster whose id is free says that a VM is gone. */
const goneOf = async (look: Look, { before, reconciliation }: Seen): Promise<readonly number[]> => {
  const { hypervisor, signal } = look;
  const unseen = reconciliation.quarantined.flatMap(({ deployment, guest }) =>
    guest === null ? [deployment.vmid] : [],
  );
  const known = unseen.filter((vmid) => before.gone.includes(vmid));
  const asked = unseen.filter((vmid) => !before.gone.includes(vmid)).slice(0, asksForGonePerCycle);
  if (asked.length === 0) return known;
  try {
    const { quorate, nodes } = await hypervisor.clusterStatus(signal);
    if (!quorate || nodes.some(({ online }) => !online)) return known;
    const free = await Promise.all(asked.map((vmid) => hypervisor.isVmidFree(vmid, signal)));
    return [...known, ...asked.filter((_, index) => free[index])];
  } catch (error) {
    if (!(error instanceof HypervisorError)) throw error;
    return known;
  }
};

/**
 * A clone inherits the time at which its template was made (`meta: ctime`), which says nothing of the clone's own age:
 * what is left is when it was first seen.
 */
export const ownAges = (guests: readonly SeenGuest[], templates: readonly SeenGuest[]): readonly SeenGuest[] => {
  const inherited = new Set(templates.map(({ createdAt }) => createdAt?.getTime()));
  return guests.map((guest) => (inherited.has(guest.createdAt?.getTime()) ? { ...guest, createdAt: null } : guest));
};

export const seeCluster = async (
  look: Look,
  seen: Seen,
): Promise<{ readonly lastObservation: LastObservation; readonly neighbours: readonly SeenGuest[] }> => {
  const { observation, reconciliation } = seen;
  const { orphans, neighbours } = await lookAtStrays(look, seen);
  const templates = await lookAtTemplates(look, seen);
  const reserved = await look.ports.reader.reserved(look.cluster.id, unseenSince(look.ports.clock.now()));
  const lastObservation: LastObservation = {
    clusterId: look.cluster.id,
    observedAt: look.ports.clock.now(),
    unreachableSince: null,
    unreachableReason: null,
    pveVersion: seen.pveVersion,
    room: roomOf(capacityOf(look.cluster, observation), reserved),
    nodes: nodesOf(look.cluster, observation),
    storages: storagesOf(observation),
    templates,
    orphans: ownAges(orphans, templates),
    quarantined: ownAges(await lookAtQuarantined(look, seen), templates),
    gone: await goneOf(look, seen),
    renamed: reconciliation.renamed,
  };
  return { lastObservation, neighbours };
};

const orphanDetail = ({ vmid, node, name, taggedFor }: SeenGuest) => ({ vmid, node, vm: name, taggedFor });

const without = (some: readonly SeenGuest[], others: readonly SeenGuest[]): readonly SeenGuest[] => {
  const vmids = new Set(others.map(({ vmid }) => vmid));
  return some.filter(({ vmid }) => !vmids.has(vmid));
};

/** Orphans that came and went since the last look, on record. */
export const recordOrphans = async (look: Look, before: LastObservation, after: LastObservation): Promise<void> => {
  const { ports, cluster } = look;
  const event = (action: 'orphanFound' | 'orphanGone', guest: SeenGuest): AuditEvent =>
    clusterEvent(clusterActions[action], cluster, orphanDetail(guest));
  const [first, ...others] = [
    ...without(after.orphans, before.orphans).map((guest) => event('orphanFound', guest)),
    ...without(before.orphans, after.orphans).map((guest) => event('orphanGone', guest)),
  ];
  if (first === undefined) return;
  const change = Change.of({ writes: [], events: [first, ...others] });
  await ports.unitOfWork.run(observeActor, (tx) => tx.commit(change));
};

const writtenEveryMs = 60_000;
/** Steps in which the use of a node's memory, or of a storage, is news. */
const steps = 16;
const mibPerGib = 1024;

const stepOf = (used: number | null, whole: number | null): number | null =>
  used === null ? null : Math.round((steps * used) / (whole ?? used));

/** The database gives an object's keys back in an order of its own. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** A last observation without what changes all the time and matters little: its own time, memory by the MiB, disks by the GiB. */
const essence = ({ observedAt: _, nodes, storages, room, ...rest }: LastObservation): string =>
  JSON.stringify(
    {
      ...rest,
      room: room === null ? null : { vcpus: room.vcpus, memoryGiB: Math.floor(room.memoryMiB / mibPerGib) },
      nodes: nodes.map(({ usedMemoryMiB, ...node }) => ({ ...node, used: stepOf(usedMemoryMiB, node.memoryMiB) })),
      storages: storages.map(({ usedGiB, ...storage }) => ({ ...storage, used: stepOf(usedGiB, storage.totalGiB) })),
    },
    inOrder,
  );

export const isWorthWriting = (before: LastObservation, after: LastObservation): boolean => {
  const writtenAt = before.observedAt?.getTime() ?? 0;
  return (after.observedAt?.getTime() ?? 0) - writtenAt >= writtenEveryMs || essence(before) !== essence(after);
};
