// How far another clock is from the portal's. Leases end by the portal's, tasks are found again by that of their node.

/** From here on somebody should look; PVE tells whole seconds. */
export const notableSkewSeconds = 5;
/** Tasks are not found again, and second factors refuse codes. */
export const badSkewSeconds = 60;

/** Ahead of the portal's, in seconds: half of the time that the question took is taken for granted. */
export const secondsAhead = (told: Date, asked: Date, answered: Date): number =>
  (told.getTime() - (asked.getTime() + answered.getTime()) / 2) / 1_000;

/** Of one that tells whole seconds, of which half is taken for granted. */
export const wholeSecondsAhead = (told: Date, asked: Date, answered: Date): number =>
  Math.round(secondsAhead(told, asked, answered) + 0.5);
