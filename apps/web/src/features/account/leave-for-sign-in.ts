// The session has ended while a page was open: sign in again and come back to it.
import { signInHref } from './return-path.ts';

export const leaveForSignIn = (): void => {
  const { pathname, search } = window.location;
  window.location.assign(signInHref(pathname + search));
};
