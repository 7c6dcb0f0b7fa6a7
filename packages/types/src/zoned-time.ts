// Clocks of time zones, by what Intl knows of them. Free of zod: pages read it.

/** As Intl spells it, offsets too; null where it is no time zone. */
export const knownTimeZone = (name: string): string | null => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
};

/** As the IANA spells it; null where it is no name of a time zone. An offset is none: it knows of no summer. */
export const timeZoneNamed = (name: string): string | null => (/^[A-Za-z]/.test(name) ? knownTimeZone(name) : null);

const clockOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

/** Each takes long to make, and there are few hundred. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clock is ahead of UTC at an instant. */
export const offsetMs = (instant: number, timeZone: string): number => {
  const clock = clocks.get(timeZone) ?? clockOf(timeZone);
  clocks.set(timeZone, clock);
  const parts = clock.formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - instant;
};
