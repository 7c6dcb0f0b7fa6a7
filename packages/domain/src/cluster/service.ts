// Reading the clusters: for those who administer them, and for auditors.
import type { ClusterList } from '@portal/types';
import type { ClusterReader, ClusterSights } from '../ports/readers.ts';
import type { Words } from '../ports/system.ts';
import { type PersonContext, requireOverseer } from '../principal.ts';
import { clusterView } from './view.ts';

export interface ClusterPorts {
  readonly clusters: ClusterReader;
  readonly sights: ClusterSights;
  readonly words: Words;
}

export const createClusterService = ({ clusters, sights, words }: ClusterPorts) => ({
  async list(actor: PersonContext): Promise<ClusterList> {
    requireOverseer(actor);
    const [details, seen] = await Promise.all([clusters.list(), sights.all()]);
    const sightOf = new Map(seen.map((sight) => [sight.clusterId, sight]));
    return {
      items: details.map((detail) => clusterView(detail, sightOf.get(detail.cluster.id), words(actor.reader))),
      nextCursor: null,
    };
  },
});
