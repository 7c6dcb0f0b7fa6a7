// What is said of a cluster that is not available, wherever it is stored.
import type { HypervisorErrorCode, ReasonWith } from '@portal/types';
import type { LastObservation } from '../last-observation.ts';

type Silence = Pick<LastObservation, 'unreachableSince' | 'unreachableReason'>;

/** Null while it answers. */
export const waitingForCluster = ({
  unreachableSince,
  unreachableReason: cause,
}: Silence): ReasonWith<'waiting_for_cluster'> | null =>
  unreachableSince === null
    ? null
    : { code: 'waiting_for_cluster', params: { since: unreachableSince.toISOString(), cause } };

/** Faults that say nothing but that the cluster is not to be reached. */
const silences: ReadonlySet<HypervisorErrorCode> = new Set(['unreachable', 'circuit_open', 'deadline']);

export const saysUnreachable = (code: HypervisorErrorCode): boolean => silences.has(code);
