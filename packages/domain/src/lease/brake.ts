// The safety brake: how much the portal deletes by itself, because leases have ended, before it asks.
import { hoursAfter } from '@portal/types';
import type { UnattendedDeletions } from '../ports/unit-of-work.ts';
import type { Lease } from './lease.ts';

/** How long what was due when an administrator let it go on is not counted. */
export const letGoHours = 1;

/** `stop`: this one is one too many. */
export const brakeOn = (
  { deleteAt }: Pick<Lease, 'deleteAt'>,
  { isStopped, resumedAt, begun }: UnattendedDeletions,
  { perHour, now }: { readonly perHour: number; readonly now: Date },
): 'delete' | 'wait' | 'stop' => {
  if (isStopped) return 'wait';
  const wasLetGo =
    resumedAt !== null && now < hoursAfter(resumedAt, letGoHours) && deleteAt !== null && deleteAt <= resumedAt;
  return wasLetGo || begun < perHour ? 'delete' : 'stop';
};
