/** In milliseconds. */
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const hoursAfter = (from: Date, hours: number): Date => new Date(from.getTime() + hours * hourMs);

export const daysAfter = (from: Date, days: number): Date => new Date(from.getTime() + days * dayMs);
