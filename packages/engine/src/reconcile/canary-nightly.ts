// Which canaries begin by themselves, and when: each template once after a certain hour of the day, a few at a time.

/** So that a catalogue of templates does not arrive at its clusters all at once. */
const atOnce = 2;

const HOUR_MS = 3_600_000;
/** The night ends so long after it begins: what was not tried by then (a downtime, a full cluster) is tried in the next. */
const nightHours = 4;

/**
 * Since when a template must have had a canary: the beginning of this night, while it lasts. Null by day, and where no
 * hour is set.
 */
export const nightlySince = (now: Date, hourUtc: number | null): Date | null => {
  if (hourUtc === null) return null;
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  // A night that begins late in the day lasts into the next one.
  const begun = [day, day - 1].map((date) => new Date(Date.UTC(year, month, date, hourUtc)));
  return begun.find((since) => now >= since && now.getTime() < since.getTime() + nightHours * HOUR_MS) ?? null;
};

/** Of the templates that are due, those to try now, beside the canaries that are under way. */
export const toBegin = (due: readonly string[], underWay: number): readonly string[] =>
  due.slice(0, Math.max(0, atOnce - underWay));
