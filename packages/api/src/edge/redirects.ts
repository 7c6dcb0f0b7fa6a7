// Where an answer may send a browser: to an address of this portal, and nowhere else.

/** Resolves relative addresses where the portal's own origin does not matter. */
const placeholderOrigin = 'http://portal.invalid';

/** The same address as a path of this server; null when it leads to another host. */
export const localLocation = (location: string, portalOrigin: string | null): string | null => {
  const url = URL.parse(location, placeholderOrigin);
  if (url === null || (url.origin !== placeholderOrigin && url.origin !== portalOrigin)) return null;
  const path = url.pathname + url.search + url.hash;
  return path.startsWith('//') ? null : path;
};
