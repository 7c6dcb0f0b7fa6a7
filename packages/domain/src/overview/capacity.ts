// What a cluster has for VMs, by what was last seen of it: of the nodes and storages that take any.
import type { CapacityDay, Policy } from '@portal/types';
import type { LastObservation } from '../last-observation.ts';
import type { Cluster } from '../records.ts';

type Capacity = Omit<CapacityDay, 'day'> & { readonly cpus: number };

const sum = (figures: readonly (number | null)[]): number =>
  Math.round(figures.reduce<number>((total, figure) => total + (figure ?? 0), 0));

/** Null before the cluster was seen, and while no node of it tells its size. */
export const capacityOf = (
  { storages: names }: Pick<Cluster, 'storages'>,
  { nodes, storages }: Pick<LastObservation, 'nodes' | 'storages'>,
): Capacity | null => {
  const open = nodes.filter(({ online, maintenance, memoryMiB }) => online && !maintenance && memoryMiB !== null);
  const taking = storages.filter(({ name, available }) => available && names.includes(name));
  if (open.length === 0) return null;
  return {
    cpus: sum(open.map(({ cpus }) => cpus)),
    memoryMiB: sum(open.map(({ memoryMiB }) => memoryMiB)),
    usedMemoryMiB: sum(open.map(({ usedMemoryMiB }) => usedMemoryMiB)),
    diskGiB: sum(taking.map(({ totalGiB }) => totalGiB)),
    usedDiskGiB: sum(taking.map(({ usedGiB }) => usedGiB)),
  };
};

/** What its VMs may take together, as far as placement goes: nodes keep a headroom of memory, and cores are given more than once. */
export const limitOfCluster = (cluster: Cluster, seen: LastObservation): Policy | null => {
  const capacity = capacityOf(cluster, seen);
  if (capacity === null) return null;
  return {
    deployments: cluster.vmidMax - cluster.vmidMin + 1,
    vcpus: capacity.cpus * cluster.vcpusPerCore,
    memoryMiB: Math.floor(capacity.memoryMiB * (1 - cluster.memoryHeadroomPercent / 100)),
    diskGiB: capacity.diskGiB,
  };
};
