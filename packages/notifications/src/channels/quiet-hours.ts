// The hours in which somebody wants no mail: what comes due in them comes at their end, unless it would be too late then.
import type { DueMail } from '@portal/domain';

const minute = 60_000;
const minutesADay = 24 * 60;

/** Of a time as HH:MM. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const clockIn = (timeZone: string, at: Date): number =>
  minutesOf(new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', hourCycle: 'h23', timeZone }).format(at));

/** How long after one time of the day another one comes, in minutes. */
const between = (earlier: number, later: number): number => (later - earlier + minutesADay) % minutesADay;

/** That a lease ends is news only before. */
const isTooLateAt = (moment: Date, { message: { kind, detail } }: DueMail): boolean =>
  kind === 'lease_warned' && typeof detail.at === 'string' && new Date(detail.at) <= moment;

/** When it may come; null for at once. In the night in which the clocks change it may be an hour later, and it is asked again then. */
export const quietUntil = (due: DueMail, now: Date): Date | null => {
  if (due.quietHours === null) return null;
  const [from, until] = [minutesOf(due.quietHours.from), minutesOf(due.quietHours.until)];
  const clock = clockIn(due.reader.timeZone ?? 'UTC', now);
  if (between(from, clock) >= between(from, until)) return null;
  const end = new Date((Math.floor(now.getTime() / minute) + between(clock, until)) * minute);
  return isTooLateAt(end, due) ? null : end;
};
