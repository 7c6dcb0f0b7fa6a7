// Reading the clusters: for those who administer them, and for auditors.
import type { ClusterList } from '@portal/types';
import type { ClusterReader, LastObservations } from '../ports/readers.ts';
import type { Words } from '../ports/system.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { clusterView } from './view.ts';

export interface ClusterPorts {
  readonly clusters: ClusterReader;
  readonly lastObservations: LastObservations;
  readonly words: Words;
}

export const createClusterService = ({ clusters, lastObservations, words }: ClusterPorts) => ({
  async list(actor: PersonContext): Promise<ClusterList> {
    requirePermission(actor, 'clusters.list');
    const [details, seen] = await Promise.all([clusters.list(), lastObservations.all()]);
    const lastObservationOf = new Map(seen.map((lastObservation) => [lastObservation.clusterId, lastObservation]));
    return {
      items: details.map((detail) =>
        clusterView(detail, lastObservationOf.get(detail.cluster.id), words(actor.reader)),
      ),
      nextCursor: null,
    };
  },
});
