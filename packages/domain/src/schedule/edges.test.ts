import { dayMs, offsetMs, type Schedule, weekdays } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { officeHours } from '../../test/records.ts';
import { latestEdge, nextEdge } from './edges.ts';

const two = (number: number): string => String(number).padStart(2, '0');
const time = fc
  .record({ hours: fc.integer({ min: 0, max: 23 }), minutes: fc.integer({ min: 0, max: 59 }) })
  .map(({ hours, minutes }) => `${two(hours)}:${two(minutes)}`);

/** With summer and without, either side of UTC, by half an hour, and with a day’s clock that is put forward at midnight. */
const timeZones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Africa/Cairo',
  'Pacific/Kiritimati',
];
const anySchedule = fc
  .record({
    days: fc.subarray([...weekdays], { minLength: 1 }),
    ...{ start: time, stop: time },
    timeZone: fc.constantFrom(...timeZones),
  })
  .filter(({ start, stop }) => start !== stop);
const anyMoment = fc.date({ min: new Date('2026-01-01'), max: new Date('2031-01-01'), noInvalidDate: true });

/** What the clock of the zone shows, as if it were UTC. */
const shown = (at: Date, { timeZone }: Schedule): Date => new Date(at.getTime() + offsetMs(at.getTime(), timeZone));
const timeOf = (clock: Date): string => clock.toISOString().slice(11, 16);
const weekdayOf = (clock: Date) => weekdays[(clock.getUTCDay() + 6) % 7];
/** Clocks are put forward on that day: not every time comes. */
const isShortened = (at: Date, { timeZone }: Schedule): boolean =>
  offsetMs(at.getTime() + dayMs / 2, timeZone) > offsetMs(at.getTime() - dayMs / 2, timeZone);

const in2027 = (schedule: Partial<Schedule>, from: string) =>
  [nextEdge({ ...officeHours, days: [...weekdays], ...schedule }, new Date(from))].map(
    ({ power, at }) => `${power} ${at.toISOString()}`,
  )[0];

describe('the edges of a schedule', () => {
  test('each lies on a day and at a time of it, or on a day that lacks the time, after it', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, now) => {
        const { power, at } = nextEdge(schedule, now);
        const clock = shown(at, schedule);
        const isOfDayBefore = power === 'stop' && schedule.stop < schedule.start;
        const begun = new Date(clock.getTime() - (isOfDayBefore ? dayMs : 0));
        expect(schedule.days).toContain(weekdayOf(begun));
        if (isShortened(at, schedule)) expect(timeOf(clock) >= schedule[power]).toBe(true);
        else expect(timeOf(clock)).toBe(schedule[power]);
      }),
    );
  });

  test('the next is ahead, the latest is not, and there is none between them', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, now) => {
        const [latest, next] = [latestEdge(schedule, now), nextEdge(schedule, now)];
        expect(latest.at.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(next.at.getTime()).toBeGreaterThan(now.getTime());
        expect(latestEdge(schedule, next.at)).toEqual(next);
        expect(latestEdge(schedule, new Date(next.at.getTime() - 1))).toEqual(latest);
      }),
    );
  });

  test('over midnight it stops on the day after, of the last of its days too', () => {
    const nights = { days: ['fri'], start: '22:00', stop: '06:00', timeZone: 'UTC' } as const;
    const ofNights: Schedule = { ...nights, days: [...nights.days] };
    expect(nextEdge(ofNights, new Date('2027-01-01T22:00:00Z'))).toEqual({
      power: 'stop',
      at: new Date('2027-01-02T06:00:00Z'),
    });
    expect(nextEdge(ofNights, new Date('2027-01-02T06:00:00Z'))).toEqual({
      power: 'start',
      at: new Date('2027-01-08T22:00:00Z'),
    });
  });

  test('the hour of a wall clock stays the same in winter and in summer', () => {
    expect(in2027({}, '2027-01-15T00:00:00Z')).toBe('start 2027-01-15T07:00:00.000Z');
    expect(in2027({}, '2027-07-15T00:00:00Z')).toBe('start 2027-07-15T06:00:00.000Z');
  });

  test('a time that the day does not have is the first one that it has after it', () => {
    expect(in2027({ start: '02:30' }, '2027-03-28T00:00:00Z')).toBe('start 2027-03-28T01:00:00.000Z');
    expect(in2027({ start: '02:30' }, '2027-03-28T01:00:00Z')).toBe('stop 2027-03-28T16:00:00.000Z');
  });

  test('where both are such times, the later one counts', () => {
    expect(in2027({ start: '02:10', stop: '02:50' }, '2027-03-28T00:00:00Z')).toBe('stop 2027-03-28T01:00:00.000Z');
  });

  test('a time that the day has twice comes once: the first time', () => {
    expect(in2027({ start: '02:30' }, '2027-10-31T00:00:00Z')).toBe('start 2027-10-31T00:30:00.000Z');
    expect(in2027({ start: '02:30' }, '2027-10-31T00:30:00Z')).toBe('stop 2027-10-31T17:00:00.000Z');
  });
});
