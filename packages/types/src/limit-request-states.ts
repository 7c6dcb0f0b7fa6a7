// What becomes of asking for more, and how far it goes. Free of zod: pages read it.

export const limitRequestStates = ['open', 'approved', 'rejected', 'withdrawn'] as const;
export type LimitRequestState = (typeof limitRequestStates)[number];

/** The most that the database takes, too. */
export const limitRequestTextMax = 500;
export const limitRequestDaysMax = 90;

/** Where they wait for whoever decides, and where those who asked find theirs. */
export const limitRequestsPath = '/requests';
export const ownLimitRequestsPath = `${limitRequestsPath}?show=own`;
