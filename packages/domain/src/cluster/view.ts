// A cluster as those who administer it see it: its settings, what it holds, and what was last seen of it.
import type { Cluster as ClusterView } from '@portal/types';
import type { LastObservation } from '../last-observation.ts';
import { neverSeen } from '../last-observation.ts';
import type { ClusterDetail } from '../ports/readers.ts';
import type { Say } from '../ports/system.ts';

export const clusterView = (
  { cluster, queued, heldVmids }: ClusterDetail,
  seen: LastObservation | undefined,
  say: Say,
): ClusterView => {
  const lastObservation = seen ?? neverSeen(cluster.id);
  const { id, name, simulated, vmidMin, vmidMax, storages, excludedNodes, ...settings } = cluster;
  return {
    id,
    name,
    simulated,
    observedAt: lastObservation.observedAt?.toISOString() ?? null,
    unreachableSince: lastObservation.unreachableSince?.toISOString() ?? null,
    unreachableReason: lastObservation.unreachableReason === null ? null : say(lastObservation.unreachableReason),
    unreachableCause: lastObservation.unreachableReason,
    pveVersion: lastObservation.pveVersion,
    nodes: [...lastObservation.nodes],
    storages: [...lastObservation.storages],
    room: lastObservation.room,
    queued,
    vmids: { min: vmidMin, max: vmidMax, held: heldVmids },
    settings: { ...settings, storages: [...storages], excludedNodes: [...excludedNodes] },
  };
};
