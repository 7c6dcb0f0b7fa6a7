// What clusters had and what of it was in use, at the most of each day: kept for the trend, and for no longer than it is of use.
import { type Cluster, capacityOf, dayOf } from '@portal/domain';
import type { EnginePorts } from '../engine-ports.ts';

const keptDays = 400;
/** What was seen before says nothing of now. */
const currentForMs = 300_000;

type Ports = Pick<EnginePorts, 'capacityDays' | 'lastObservations' | 'clock'>;

export const recordCapacity = async (ports: Ports, clusters: readonly Cluster[]): Promise<void> => {
  const now = ports.clock.now();
  const seen = await ports.lastObservations.all();
  const days = clusters.flatMap((cluster) => {
    const last = seen.find(({ clusterId }) => clusterId === cluster.id);
    if (last?.observedAt == null || now.getTime() - last.observedAt.getTime() > currentForMs) return [];
    const capacity = capacityOf(cluster, last);
    if (capacity === null) return [];
    const { cpus: _, ...figures } = capacity;
    return [{ clusterId: cluster.id, day: dayOf(now), ...figures }];
  });
  await ports.capacityDays.record(days);
  await ports.capacityDays.forget(dayOf(now, -keptDays));
};
