// The words for a cluster that does not answer, wherever they are stored.
import type { HypervisorErrorCode } from '../hypervisor.ts';
import { minuteOf } from '../minute-of.ts';

export const waitingForCluster = (since: Date): string =>
  `Waiting for the cluster, which has not answered since ${minuteOf(since)}.`;

export const refusedByCluster = (since: Date): string =>
  `The cluster of this template has not answered since ${minuteOf(since)}, and takes no requests meanwhile. Try again later.`;

/** Faults that say nothing but that the cluster is not to be reached. */
const silences: ReadonlySet<HypervisorErrorCode> = new Set(['unreachable', 'circuit_open', 'deadline']);

export const saysUnreachable = (code: HypervisorErrorCode): boolean => silences.has(code);
