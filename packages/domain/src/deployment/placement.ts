// Choosing a node for a new VM: a pure function of one cluster observation, what is already promised to VMs that are
// still being set up, and the request. The reason for the choice, or for the wait, is part of the answer.
import type { ClusterObservation, ObservedNode } from '../hypervisor.ts';
import type { Cluster, Deployment, TemplateVersion } from '../records.ts';

/** Memory that a node keeps for itself. */
const headroom = 0.1;

export interface PlacementRequest {
  readonly cluster: Cluster;
  readonly template: TemplateVersion;
  readonly deployment: Pick<Deployment, 'memoryMiB' | 'diskGiB'>;
  readonly observation: ClusterObservation;
  /** Placed, but not yet started: their memory does not show in the observation. */
  readonly promised: readonly Pick<Deployment, 'node' | 'memoryMiB'>[];
  /** Holding a clone slot now. */
  readonly cloning: readonly Pick<Deployment, 'node'>[];
}

export type Placement =
  | { readonly placed: true; readonly node: string; readonly storage: string; readonly reason: string }
  | { readonly placed: false; readonly reason: string };

interface Candidate {
  readonly node: string;
  /** Free share of memory once this VM runs; null where the cluster does not tell. */
  readonly freeAfter: number | null;
}

const promisedOn = (request: PlacementRequest, node: string): number =>
  request.promised.filter((other) => other.node === node).reduce((sum, other) => sum + other.memoryMiB, 0);

const candidate = (request: PlacementRequest, node: ObservedNode): Candidate => {
  const { name, memoryMiB, usedMemoryMiB } = node;
  if (memoryMiB === null || usedMemoryMiB === null) return { node: name, freeAfter: null };
  const used = usedMemoryMiB + promisedOn(request, name) + request.deployment.memoryMiB;
  return { node: name, freeAfter: 1 - used / memoryMiB };
};

const reachable = (request: PlacementRequest, sourceNode: string): readonly ObservedNode[] => {
  const { observation, cluster } = request;
  const storages = observation.storages.filter(({ name, available }) => name === cluster.storage && available);
  const shared = storages.some((storage) => storage.shared);
  const withStorage = new Set(storages.map((storage) => storage.node));
  return observation.nodes.filter(
    ({ name, online }) => online && withStorage.has(name) && (shared || name === sourceNode),
  );
};

const hasCloneSlot = (request: PlacementRequest, node: string): boolean =>
  request.cloning.filter((other) => other.node === node).length < request.cluster.clonesPerNode;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const best = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted((a, b) => (b.freeAfter ?? -1) - (a.freeAfter ?? -1) || a.node.localeCompare(b.node))[0];

export const place = (request: PlacementRequest): Placement => {
  const { cluster, observation, template } = request;
  if (request.cloning.length >= cluster.clonesPerStorage) {
    return {
      placed: false,
      reason: `Waiting for a clone slot: ${request.cloning.length} clones run on ${cluster.storage}.`,
    };
  }
  const source = observation.guests.find((guest) => guest.vmid === template.sourceVmid);
  if (source === undefined) {
    return {
      placed: false,
      reason: `The cluster does not show the template ${template.name}. An administrator has been told.`,
    };
  }
  const nodes = reachable(request, source.node);
  if (nodes.length === 0) {
    return { placed: false, reason: `No node that is online can reach the storage ${cluster.storage}.` };
  }
  const roomy = nodes
    .map((node) => candidate(request, node))
    .filter(({ freeAfter }) => freeAfter === null || freeAfter >= headroom);
  if (roomy.length === 0) return { placed: false, reason: 'Every node of the cluster is short of memory.' };
  const chosen = best(roomy.filter(({ node }) => hasCloneSlot(request, node)));
  if (chosen === undefined) return { placed: false, reason: 'Waiting for a clone slot: every node is busy cloning.' };
  const reason =
    chosen.freeAfter === null
      ? `node ${chosen.node}: its memory is not known`
      : `node ${chosen.node}: ${percent(chosen.freeAfter)} memory free after this`;
  return { placed: true, node: chosen.node, storage: cluster.storage, reason };
};
