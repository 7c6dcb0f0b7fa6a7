// Days of UTC, as the trend of a cluster counts them.
import { daysAfter } from '@portal/types';

/** The day of a moment, or one so many days away from it: `2026-11-28`. */
export const dayOf = (moment: Date, daysAway = 0): string => daysAfter(moment, daysAway).toISOString().slice(0, 10);
