// Headers that the portal sets on its own requests on their way in. Each overwrites whatever a client sent.

/** The nonce of this page's content security policy (set in `src/proxy.ts`). */
export const nonceHeader = 'x-nonce';

/** Path and query that were asked for (set in `src/proxy.ts`). */
export const pathHeader = 'x-portal-path';
