'use client';
// Until when a VM could be restored if it were deleted now.
import { type Deployment, hoursAfter } from '@portal/types';
import { useTextOfNow } from '@/components/clock.ts';
import { useMomentText } from '@/components/moment-text.ts';

/** Null where it would be destroyed at once. */
export const useRestoreEnd = ({ restoreHours }: Pick<Deployment, 'restoreHours'>): string | null => {
  const moment = useMomentText();
  const until = useTextOfNow((now) => moment(hoursAfter(new Date(now), restoreHours)));
  return restoreHours === 0 ? null : until;
};
