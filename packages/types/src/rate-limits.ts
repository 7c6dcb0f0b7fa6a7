// What requests are counted by. The names stand in the headers of answers and in refusals.

/** `address`: whoever asks from there. `stream`: live connections that a person opens. `sign_in`: from one address. */
export const rateLimitNames = ['address', 'person', 'token', 'stream', 'sign_in'] as const;
export type RateLimitName = (typeof rateLimitNames)[number];

/** Each limit is so many within a window. */
export const rateLimitWindowSeconds = 60;
