// One drift cycle's context, and how it looks at many VMs: a bounded number, in turn, a few at a time.
import { type Cluster, HypervisorError, isTransient, StaleVersionError, systemActor } from '@portal/domain';
import type { ClusterReads, EnginePorts } from '../engine-ports.ts';

export const observeActor = systemActor('cluster.observe');

export interface Look {
  readonly ports: EnginePorts;
  readonly cluster: Cluster;
  readonly hypervisor: ClusterReads;
  readonly signal: AbortSignal;
  /** When it began. */
  readonly now: Date;
  /** When this process read which VMID's configuration. */
  readonly readAt: Map<number, number>;
  /** Nodes that gave no answer in time in this cycle, each with how that ended. */
  readonly silentNodes: Map<string, HypervisorError>;
}

/**
 * Asks a node, unless it is silent. A call for one that hangs takes most of a minute to end, and a cycle asks for many VMs of a node: the
 * first such end speaks for the whole node until the cycle is over.
 */
export const askNode = async <Answer>(
  { silentNodes }: Pick<Look, 'silentNodes'>,
  node: string,
  ask: () => Promise<Answer>,
): Promise<Answer> => {
  const silence = silentNodes.get(node);
  if (silence !== undefined) throw silence;
  try {
    return await ask();
  } catch (error) {
    if (error instanceof HypervisorError && error.code === 'deadline') silentNodes.set(node, error);
    throw error;
  }
};

/** Null for what the cluster refuses, or somebody changes at this moment: the others are looked at all the same. */
export const attempt = async <Result>(
  { log }: EnginePorts,
  about: object,
  work: () => Promise<Result>,
): Promise<Result | null> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StaleVersionError) return null;
    if (!(error instanceof HypervisorError)) throw error;
    const { code, message: reason } = error;
    if (!isTransient(error)) log.warn('not looked at', { ...about, code, reason });
    return null;
  }
};

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
