// Where sign-in leads back to. Only a path of this portal counts: an address of another site must not ride along.

export const homePath = '/';
export const signInPath = '/sign-in';
/** Where the first administrator is made. */
export const setUpPath = '/set-up';
export const returnParameter = 'returnTo';
/** Why the organisation's sign-in let nobody in. */
export const refusalParameter = 'sso';
/** Shows the form for a password where people sign in at their organisation. */
export const passwordParameter = 'password';
/** Where a password that was just set leads to. */
export const passwordSetParameter = 'passwordSet';
export const passwordSetHref = `${signInPath}?${passwordSetParameter}`;

/** Resolves against an origin that no address can name, so that whatever leaves it is foreign. */
const placeholderOrigin = 'http://portal.invalid';

export const safeReturnPath = (value: string | null | undefined): string => {
  if (!value?.startsWith('/') || !URL.canParse(value, placeholderOrigin)) return homePath;
  const url = new URL(value, placeholderOrigin);
  if (url.origin !== placeholderOrigin) return homePath;
  if (url.pathname === signInPath || url.pathname.startsWith('/api/')) return homePath;
  return url.pathname + url.search + url.hash;
};

export const signInHref = (returnTo: string): string => {
  const path = safeReturnPath(returnTo);
  return path === homePath ? signInPath : `${signInPath}?${new URLSearchParams({ [returnParameter]: path })}`;
};
