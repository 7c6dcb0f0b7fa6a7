// The instants at which a calendar day begins and ends in a time zone: what a person means by "from" and "to" dates.
import { dayMs, offsetMs } from '@portal/types';

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

const midnight = (utcMidnight: number, timeZone: string): Date => {
  const guess = utcMidnight - offsetMs(utcMidnight, timeZone);
  // The offset may differ between the guess and midnight itself, on the day that clocks change.
  return new Date(utcMidnight - offsetMs(guess, timeZone));
};

const utcMidnightOf = (date: string | null): number | null => {
  if (date === null || !datePattern.test(date)) return null;
  const instant = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(instant) ? null : instant;
};

/** Null when the text is no date. */
export const startOfDay = (date: string | null, timeZone: string): Date | null => {
  const utcMidnight = utcMidnightOf(date);
  return utcMidnight === null ? null : midnight(utcMidnight, timeZone);
};

/** The last millisecond of the day; null when the text is no date. */
export const endOfDay = (date: string | null, timeZone: string): Date | null => {
  const utcMidnight = utcMidnightOf(date);
  return utcMidnight === null ? null : new Date(midnight(utcMidnight + dayMs, timeZone).getTime() - 1);
};
