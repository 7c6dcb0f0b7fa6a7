// A cluster as those who administer it see it: its settings, what it holds, and what was last seen of it.
import type { Cluster as ClusterView } from '@portal/types';
import type { ClusterDetail } from '../ports.ts';
import type { ClusterSight } from '../records.ts';

type Seen = Pick<
  ClusterView,
  'observedAt' | 'unreachableSince' | 'unreachableReason' | 'pveVersion' | 'nodes' | 'room'
>;

const neverSeen: Seen = {
  observedAt: null,
  unreachableSince: null,
  unreachableReason: null,
  pveVersion: null,
  nodes: [],
  room: null,
};

const seenOf = (sight: ClusterSight): Seen => ({
  observedAt: sight.observedAt?.toISOString() ?? null,
  unreachableSince: sight.unreachableSince?.toISOString() ?? null,
  unreachableReason: sight.unreachableReason,
  pveVersion: sight.pveVersion,
  nodes: sight.nodes.map((node) => ({ ...node })),
  room: sight.room,
});

export const clusterView = ({ cluster, queued, heldVmids }: ClusterDetail, sight: ClusterSight | null): ClusterView => {
  const { id, name, simulated, vmidMin, vmidMax, storages, excludedNodes, ...settings } = cluster;
  return {
    id,
    name,
    simulated,
    ...(sight === null ? neverSeen : seenOf(sight)),
    queued,
    vmids: { min: vmidMin, max: vmidMax, held: heldVmids },
    settings: { ...settings, storages: [...storages], excludedNodes: [...excludedNodes] },
  };
};
