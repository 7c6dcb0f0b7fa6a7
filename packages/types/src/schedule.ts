// When a VM is started and stopped by itself: on which days, at what time, on the clock of which time zone.
import { z } from 'zod';
import { rule } from './codes/fields.ts';
import { idParamSchema, timeOfDaySchema, timestampSchema } from './primitives.ts';
import { scheduledPowers, weekdays } from './schedule-words.ts';
import { timeZoneNamed } from './zoned-time.ts';

const shape = {
  days: z.array(z.enum(weekdays)).min(1).max(weekdays.length).describe('On which days it is started.'),
  start: timeOfDaySchema.describe('When it is started on each of them, as HH:MM.'),
  stop: timeOfDaySchema.describe('When it is stopped again, as HH:MM; on the next day where that is before `start`.'),
  timeZone: z.string().max(64).describe('On whose clock, as the IANA names it: `Europe/Berlin`.'),
} as const;

export const scheduleSchema = z.object(shape);
export type Schedule = Readonly<z.infer<typeof scheduleSchema>>;

export const setScheduleSchema = z
  .strictObject({
    ...{ id: idParamSchema, ...shape },
    timeZone: shape.timeZone.refine((name) => timeZoneNamed(name) !== null, rule('time_zone_unknown')),
  })
  .refine(({ start, stop }) => start !== stop, { error: rule('stop_is_start'), path: ['stop'] });
export type SetSchedule = z.infer<typeof setScheduleSchema>;

/** What its schedule does next. */
export const nextPowerSchema = z.object({ power: z.enum(scheduledPowers), at: timestampSchema });
