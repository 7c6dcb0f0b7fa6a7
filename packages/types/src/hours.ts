/** In milliseconds. */
export const hourMs = 3_600_000;

export const hoursAfter = (from: Date, hours: number): Date => new Date(from.getTime() + hours * hourMs);
