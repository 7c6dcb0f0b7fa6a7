// The hours in which somebody wants no mail: what comes due in them comes at their end, unless it would be too late then.
import type { DueMail } from '@portal/domain';
import { minutesOfDay, minutesUntil } from '@portal/types';

const minute = 60_000;

const clockIn = (timeZone: string, at: Date): number =>
  minutesOfDay(new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', hourCycle: 'h23', timeZone }).format(at));

/** That a lease ends is news only before. */
const isTooLateAt = (moment: Date, { message: { kind, detail } }: DueMail): boolean =>
  kind === 'lease_warned' && typeof detail.at === 'string' && new Date(detail.at) <= moment;

/** When it may come; null for at once. In the night in which the clocks change it may be an hour later, and it is asked again then. */
export const quietUntil = (due: DueMail, now: Date): Date | null => {
  if (due.quietHours === null) return null;
  const [from, until] = [minutesOfDay(due.quietHours.from), minutesOfDay(due.quietHours.until)];
  const clock = clockIn(due.reader.timeZone ?? 'UTC', now);
  if (minutesUntil(from, clock) >= minutesUntil(from, until)) return null;
  const end = new Date((Math.floor(now.getTime() / minute) + minutesUntil(clock, until)) * minute);
  return isTooLateAt(end, due) ? null : end;
};
