// Which canaries begin by themselves, and when: each template once after a certain hour of the day, a few at a time.

/** So that a catalogue of templates does not arrive at its clusters all at once. */
const atOnce = 2;

/**
 * Since when a template must have had a canary: the hour of today, once it has come. Null before that, and where no
 * hour is set. A template that appears later in the day is tried as soon as it appears.
 */
export const nightlySince = (now: Date, hourUtc: number | null): Date | null => {
  if (hourUtc === null) return null;
  const since = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hourUtc));
  return now < since ? null : since;
};

/** Of the templates that are due, those to try now, beside the canaries that are under way. */
export const toBegin = (due: readonly string[], underWay: number): readonly string[] =>
  due.slice(0, Math.max(0, atOnce - underWay));
