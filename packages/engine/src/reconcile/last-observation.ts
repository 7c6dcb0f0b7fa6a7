// What is kept of a look at a cluster: for pages, for admission, and for the next look. Written when something in it has
// changed that somebody may want to know, and once a minute otherwise.
import {
  type Cluster,
  type ClusterObservation,
  canonicalJson,
  clusterActions,
  clusterEvent,
  HypervisorError,
  type LastObservation,
  portalTag,
  type SeenGuest,
  type SeenNode,
  type SeenStorage,
} from '@portal/domain';
import { record } from '../commits.ts';
import { orFault } from '../faults.ts';
import { capacityOf, roomOf, unseenSince } from '../scheduler/capacity.ts';
import { lookCloser } from './closer-look.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { Held, Reconciliation } from './comparison.ts';
import { type Look, observeActor } from './look.ts';

/** Everything that one cycle brought together. */
export interface Seen {
  readonly before: LastObservation;
  readonly observation: ClusterObservation;
  /** As it stands after the differences were looked at. */
  readonly reconciliation: Reconciliation;
  readonly facts: ClusterFacts;
  /** VMs of others under the portal's ids, as they were looked at before. */
  readonly unmanaged: readonly SeenGuest[];
  /** VMIDs of the templates that somebody waits to be read. */
  readonly awaited: ReadonlySet<number>;
}

const nodesOf = ({ excludedNodes }: Cluster, { nodes }: ClusterObservation): readonly SeenNode[] =>
  nodes
    .map(({ cpuUsage: _, ...node }) => ({
      ...node,
      maintenance: node.maintenance || excludedNodes.includes(node.name),
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
const againAfterMs = { orphans: 120_000, unmanaged: 3_600_000, templates: 120_000, quarantined: 0 } as const;
const asksForGonePerCycle = 10;

const isOrphan = ({ pool, tags, taggedFor, config }: SeenGuest, cluster: Cluster): boolean =>
  config !== null && (pool === cluster.pool || tags.includes(portalTag) || taggedFor !== null);

const inspectUnrecorded = async (look: Look, { before, reconciliation, unmanaged }: Seen) => {
  const seen = await lookCloser(look, {
    guests: reconciliation.unrecorded,
    known: [...before.orphans, ...unmanaged],
    againAfterMs: (known) => againAfterMs[isOrphan(known, look.cluster) ? 'orphans' : 'unmanaged'],
  });
  return {
    orphans: seen.filter((guest) => isOrphan(guest, look.cluster)),
    unmanaged: seen.filter((guest) => !isOrphan(guest, look.cluster)),
  };
};

const lookAtQuarantined = (look: Look, before: LastObservation, quarantined: readonly Held[]) =>
  lookCloser(look, {
    guests: quarantined.flatMap(({ guest }) => guest ?? []),
    known: before.quarantined,
    againAfterMs: () => againAfterMs.quarantined,
    expected: new Map(quarantined.map(({ deployment }) => [deployment.vmid, deployment.id])),
  });

/** One that PVE does not describe at the moment is as it was seen before; its node is not asked about it. */
const lookAtTemplates = async (look: Look, { before, reconciliation, awaited }: Seen) => {
  const undescribed = new Set(reconciliation.templates.filter(({ template }) => !template).map(({ vmid }) => vmid));
  const seen = await lookCloser(look, {
    guests: reconciliation.templates.filter(({ template }) => template),
    known: before.templates,
    againAfterMs: () => againAfterMs.templates,
    urgent: awaited,
  });
  return [...seen, ...before.templates.filter(({ vmid }) => undescribed.has(vmid))];
};

/** Not shown may be not allowed to see: only a whole, quorate cluster whose id is free says that a VM is gone. */
const goneOf = async (
  { hypervisor, signal }: Look,
  before: LastObservation,
  quarantined: readonly Held[],
): Promise<readonly number[]> => {
  const unseen = quarantined.flatMap(({ deployment, guest }) => (guest === null ? [deployment.vmid] : []));
  const known = unseen.filter((vmid) => before.gone.includes(vmid));
  const asked = unseen.filter((vmid) => !before.gone.includes(vmid)).slice(0, asksForGonePerCycle);
  if (asked.length === 0) return known;
  const status = await orFault(hypervisor.clusterStatus(signal));
  if (status instanceof HypervisorError || !status.quorate || status.nodes.some(({ online }) => !online)) return known;
  const free = await orFault(Promise.all(asked.map((vmid) => hypervisor.isVmidFree(vmid, signal))));
  return free instanceof HypervisorError ? known : [...known, ...asked.filter((_, index) => free[index])];
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
): Promise<{ readonly lastObservation: LastObservation; readonly unmanaged: readonly SeenGuest[] }> => {
  const { ports, cluster } = look;
  const { before, observation, facts } = seen;
  const { renamed, quarantined } = seen.reconciliation;
  const { orphans, unmanaged } = await inspectUnrecorded(look, seen);
  const templates = await lookAtTemplates(look, seen);
  const reserved = await ports.reader.reserved(cluster.id, unseenSince(ports.clock.now()));
  const lastObservation: LastObservation = {
    clusterId: cluster.id,
    observedAt: ports.clock.now(),
    unreachableSince: null,
    unreachableReason: null,
    ...facts,
    room: roomOf(capacityOf(cluster, observation), reserved),
    nodes: nodesOf(cluster, observation),
    storages: storagesOf(observation),
    templates,
    orphans: ownAges(orphans, templates),
    quarantined: ownAges(await lookAtQuarantined(look, before, quarantined), templates),
    gone: await goneOf(look, before, quarantined),
    renamed,
  };
  return { lastObservation, unmanaged };
};

/** Orphans that came and went since the last look, on record. */
export const recordOrphans = async (look: Look, before: LastObservation, after: LastObservation): Promise<void> => {
  const events = (action: 'orphanFound' | 'orphanGone', some: readonly SeenGuest[], others: readonly SeenGuest[]) => {
    const known = new Set(others.map(({ vmid }) => vmid));
    return some
      .filter(({ vmid }) => !known.has(vmid))
      .map(({ vmid, node, name, taggedFor }) =>
        clusterEvent(clusterActions[action], look.cluster, { vmid, node, vm: name, taggedFor }),
      );
  };
  await record(look.ports, observeActor, [
    ...events('orphanFound', after.orphans, before.orphans),
    ...events('orphanGone', before.orphans, after.orphans),
  ]);
};

const writtenEveryMs = 60_000;
/** Steps in which the use of a node's memory, or of a storage, is news. */
const steps = 16;
const mibPerGib = 1024;

const stepOf = (used: number | null, whole: number | null): number | null =>
  used === null ? null : Math.round((steps * used) / (whole ?? used));

/** A last observation without what changes all the time and matters little: its own time, memory by the MiB, disks by the GiB. */
const essence = ({ observedAt: _, nodes, storages, room, ...rest }: LastObservation): string => {
  const plain: unknown = JSON.parse(
    JSON.stringify({
      ...rest,
      room: room === null ? null : { vcpus: room.vcpus, memoryGiB: Math.floor(room.memoryMiB / mibPerGib) },
      nodes: nodes.map(({ usedMemoryMiB, ...node }) => ({ ...node, used: stepOf(usedMemoryMiB, node.memoryMiB) })),
      storages: storages.map(({ usedGiB, ...storage }) => ({ ...storage, used: stepOf(usedGiB, storage.totalGiB) })),
    }),
  );
  // The database gives an object's keys back in an order of its own.
  return canonicalJson(plain);
};

export const isWorthWriting = (before: LastObservation, after: LastObservation): boolean => {
  const writtenAt = before.observedAt?.getTime() ?? 0;
  return (after.observedAt?.getTime() ?? 0) - writtenAt >= writtenEveryMs || essence(before) !== essence(after);
};
