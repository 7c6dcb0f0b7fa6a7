// Reading the clusters: for those who administer them, and for auditors.
import { DomainError } from '../errors.ts';
import type { ClusterReader, ClusterSights } from '../ports.ts';
import { seesAdministration } from '../principal.ts';
import type { ClusterService } from '../services.ts';
import { clusterView } from './view.ts';

export interface ClusterPorts {
  readonly clusters: ClusterReader;
  readonly sights: ClusterSights;
}

export const createClusterService = ({ clusters, sights }: ClusterPorts): ClusterService => ({
  async list({ principal }) {
    if (!seesAdministration(principal)) {
      throw new DomainError('forbidden', 'Clusters are for administrators and auditors to look at.');
    }
    const [details, seen] = await Promise.all([clusters.list(), sights.all()]);
    const sightOf = new Map(seen.map((sight) => [sight.clusterId, sight]));
    return {
      items: details.map((detail) => clusterView(detail, sightOf.get(detail.cluster.id))),
      nextCursor: null,
    };
  },
});
