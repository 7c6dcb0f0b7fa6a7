'use client';
import { ClusterCard } from './cluster-card.tsx';
// Every cluster, one section each.
import { useClusters } from './queries.ts';

export function ClusterList() {
  const clusters = useClusters();
  return (
    <div className="flex flex-col gap-4">
      {clusters.map((cluster) => (
        <ClusterCard key={cluster.id} cluster={cluster} />
      ))}
    </div>
  );
}
