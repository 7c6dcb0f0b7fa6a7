// When a schedule starts and stops its VM: moments of the calendar in its time zone, as instants. A time that a day does not have, since its
// clocks are put forward, is the first one that it has after that; of one that a day has twice the first counts.
import { dayMs, minutesOfDay, offsetMs, type Schedule, type ScheduledPower, weekdays } from '@portal/types';

/** A moment at which the schedule does something. */
export interface Edge {
  readonly power: ScheduledPower;
  readonly at: Date;
}

const minuteMs = 60_000;

/** The instant at which the clock of the zone shows `clock`, given as if it were UTC. */
const instantOf = (clock: number, timeZone: string): number => {
  // Clocks change less than once in two days: the day before and the day after know every offset that comes into question.
  const offsets = [offsetMs(clock - dayMs, timeZone), offsetMs(clock + dayMs, timeZone)];
  const shows = offsets.map((offset) => clock - offset).filter((at) => at + offsetMs(at, timeZone) === clock);
  return shows.length > 0 ? Math.min(...shows) : instantOf(clock + minuteMs, timeZone);
};

/** Both edges of a day, which is given by its midnight as if it were UTC. */
const edgesOf = ({ start, stop, timeZone }: Schedule, day: number): readonly Edge[] => {
  const at = (time: string, onDay: number): Date =>
    new Date(instantOf(onDay + minutesOfDay(time) * minuteMs, timeZone));
  return [
    { power: 'start', at: at(start, day) },
    { power: 'stop', at: at(stop, stop < start ? day + dayMs : day) },
  ];
};

/** Sunday comes first in JavaScript. */
const weekdayOf = (day: number) => weekdays[(new Date(day).getUTCDay() + 6) % 7];

/** Far enough to meet an edge before and after any moment: of one weekday, over midnight. */
const daysAround = Array.from({ length: 17 }, (_, index) => index - 8);

/** In their order. Where both fall on one moment, what comes later on the clock counts. */
const edgesAround = (schedule: Schedule, now: Date): readonly Edge[] => {
  const clock = now.getTime() + offsetMs(now.getTime(), schedule.timeZone);
  const today = clock - (clock % dayMs);
  return daysAround
    .map((days) => today + days * dayMs)
    .filter((day) => schedule.days.some((weekday) => weekday === weekdayOf(day)))
    .flatMap((day) => edgesOf(schedule, day))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .filter(({ at }, index, edges) => edges[index + 1]?.at.getTime() !== at.getTime());
};

const met = (edge: Edge | undefined): Edge => {
  if (edge === undefined) throw new Error('a schedule has an edge in every week');
  return edge;
};

/** The first one after now. */
export const nextEdge = (schedule: Schedule, now: Date): Edge =>
  met(edgesAround(schedule, now).find(({ at }) => at > now));

/** The last one that is not ahead. */
export const latestEdge = (schedule: Schedule, now: Date): Edge =>
  met(edgesAround(schedule, now).findLast(({ at }) => at <= now));
