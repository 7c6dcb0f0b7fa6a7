// Which announcements were put away in this browser. A cookie, so that the server leaves them out from the first byte and nothing jumps.

export const dismissedCookie = 'portal-dismissed';

/** Older ones are over by then. */
const mostKept = 10;
const separator = '.';
const idForm = /^[0-9a-f-]{36}$/;

export const dismissedIn = (cookie: string | undefined): readonly string[] =>
  (cookie ?? '').split(separator).filter((id) => idForm.test(id));

/** As the cookie has them. */
export const dismissedText = (ids: readonly string[]): string => ids.slice(-mostKept).join(separator);
