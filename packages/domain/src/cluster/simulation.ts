// What people are told of clusters that do not really exist: nobody may take a VM there for a real one.
import type { Simulation } from '@portal/types';
import type { Cluster } from '../records.ts';

/** Null where every cluster is a real one. */
export const simulationOf = (clusters: readonly Pick<Cluster, 'name' | 'simulated'>[]): Simulation | null => {
  const simulated = clusters.filter((cluster) => cluster.simulated).map(({ name }) => name);
  return simulated.length === 0 ? null : { clusters: simulated, all: simulated.length === clusters.length };
};
