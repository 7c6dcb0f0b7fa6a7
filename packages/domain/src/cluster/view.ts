// A cluster as those who administer it see it: its settings, what it holds, and what was last seen of it.
import type { Cluster as ClusterView } from '@portal/types';
import type { ClusterDetail } from '../ports/readers.ts';
import type { Say } from '../ports/system.ts';
import type { ClusterSight } from '../sights.ts';
import { neverSeen } from '../sights.ts';

export const clusterView = (
  { cluster, queued, heldVmids }: ClusterDetail,
  seen: ClusterSight | undefined,
  say: Say,
): ClusterView => {
  const sight = seen ?? neverSeen(cluster.id);
  const { id, name, simulated, vmidMin, vmidMax, storages, excludedNodes, ...settings } = cluster;
  return {
    id,
    name,
    simulated,
    observedAt: sight.observedAt?.toISOString() ?? null,
    unreachableSince: sight.unreachableSince?.toISOString() ?? null,
    unreachableReason: sight.unreachableReason === null ? null : say(sight.unreachableReason),
    unreachableCause: sight.unreachableReason,
    pveVersion: sight.pveVersion,
    nodes: [...sight.nodes],
    storages: [...sight.storages],
    room: sight.room,
    queued,
    vmids: { min: vmidMin, max: vmidMax, held: heldVmids },
    settings: { ...settings, storages: [...storages], excludedNodes: [...excludedNodes] },
  };
};
