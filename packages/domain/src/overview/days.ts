// Days of UTC, as the trend of a cluster counts them.
const dayMs = 86_400_000;

/** The day of a moment, or one so many days away from it: `2026-11-28`. */
export const dayOf = (moment: Date, daysAway = 0): string =>
  new Date(moment.getTime() + daysAway * dayMs).toISOString().slice(0, 10);
