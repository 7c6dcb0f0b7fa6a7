'use client';
// Days on the wire, which are days of no particular time zone, for charts and in words.
import { useFormatter } from 'next-intl';
import { daySeconds } from '../../components/chart.ts';

const millisecondsPerSecond = 1_000;

/** Seconds of its beginning in UTC, where every day is as long as the other. */
export const secondsOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / millisecondsPerSecond;

/** Every day from the first to the last. Of one that is left out nothing is known: null, which is drawn as a gap. */
export const everyDay = <Told extends { readonly day: string }>(told: readonly Told[]) => {
  const byMoment = new Map(told.map((row) => [secondsOf(row.day), row]));
  const [first = 0, ...later] = byMoment.keys();
  const days = byMoment.size === 0 ? 0 : ((later.at(-1) ?? first) - first) / daySeconds + 1;
  const moments = Array.from({ length: days }, (_, index) => first + index * daySeconds);
  return { moments, rows: moments.map((moment) => byMoment.get(moment) ?? null) };
};

export const useDayText = (): ((seconds: number) => string) => {
  const format = useFormatter();
  return (seconds) =>
    format.dateTime(new Date(seconds * millisecondsPerSecond), {
      ...{ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' },
    });
};
