/** As `2026-11-22 14:02 UTC`: nobody's own time zone is known here. Pages show the moment in the reader's. */
export const minuteOf = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
