// The safety brake: how much the portal deletes by itself, because leases have ended, before it asks.
import type { UnattendedDeletions } from '../ports/unit-of-work.ts';
import type { Lease } from './lease.ts';

/** `stop`: this one is one too many. */
export const brakeOn = (
  { deleteAt }: Pick<Lease, 'deleteAt'>,
  { isStopped, resumedAt, begun }: UnattendedDeletions,
  perHour: number,
): 'delete' | 'wait' | 'stop' => {
  if (isStopped) return 'wait';
  const wasLetGo = resumedAt !== null && deleteAt !== null && deleteAt <= resumedAt;
  return wasLetGo || begun < perHour ? 'delete' : 'stop';
};
