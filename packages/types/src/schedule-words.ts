// What a schedule is made of. Free of zod: pages read it.

/** As a week of ISO 8601 has them. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** What a schedule does, each time that its hour comes. */
export const scheduledPowers = ['start', 'stop'] as const;
export type ScheduledPower = (typeof scheduledPowers)[number];
