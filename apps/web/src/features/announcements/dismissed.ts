// Which announcements were put away in this browser. A cookie, so that the server leaves them out from the first byte and nothing jumps.

export const dismissedCookie = 'portal-dismissed';

const yearSeconds = 31_536_000;
/** Older ones are over by then. */
const mostKept = 10;
const separator = '.';
const idForm = /^[0-9a-f-]{36}$/;

export const dismissedIn = (cookie: string | undefined): readonly string[] =>
  (cookie ?? '').split(separator).filter((id) => idForm.test(id));

/** Puts one away, and answers all that are. */
export const dismiss = (id: string, before: readonly string[]): readonly string[] => {
  const ids = [...before, id].slice(-mostKept);
  const cookie = `${dismissedCookie}=${ids.join(separator)}; path=/; max-age=${yearSeconds}; samesite=lax`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from insecure contexts
  document.cookie = cookie;
  return ids;
};
