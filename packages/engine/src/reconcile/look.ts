// One drift cycle's surroundings, and how it looks at many VMs: a bounded number, in turn, a few at a time.
import { type Cluster, systemActor } from '@portal/domain';
import type { ClusterReads, EnginePorts } from '../engine-ports.ts';

export const observeActor = systemActor('cluster.observe');

export interface Look {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly hypervisor: ClusterReads;
  readonly signal: AbortSignal;
}

/** `count` of them, from a place that drifts with the clock, so that nobody waits behind those who never answer. */
export const inTurn = <Item>(items: readonly Item[], count: number, now: Date): readonly Item[] => {
  if (items.length <= count) return items;
  const first = now.getTime() % items.length;
  return [...items.slice(first), ...items.slice(0, first)].slice(0, count);
};

/** PVE answers a call on a node that is away after 3 s: one such must not hold up all the others. */
const atOnce = 5;

export const eachOf = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  for (let start = 0; start < items.length; start += atOnce) {
    await Promise.all(items.slice(start, start + atOnce).map(work));
  }
};
