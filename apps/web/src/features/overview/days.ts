'use client';
// Days on the wire, which are days of no particular time zone, for charts and in words.
import { useFormatter } from 'next-intl';

const millisecondsPerSecond = 1_000;

/** Seconds of its beginning in UTC, where every day is as long as the other. */
export const secondsOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / millisecondsPerSecond;

export const useDayText = (): ((seconds: number) => string) => {
  const format = useFormatter();
  return (seconds) =>
    format.dateTime(new Date(seconds * millisecondsPerSecond), {
      ...{ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' },
    });
};
