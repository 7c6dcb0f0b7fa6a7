// Signing in and out, at once or not at all, against Better Auth's routes on this origin. The session lives in an HttpOnly cookie, which this
// code never sees.
import { fetchInTime } from '@/trpc/fetch-in-time.ts';
import { signInPath } from './return-path.ts';

export type SignInOutcome =
  | { readonly kind: 'signed-in' }
  /** The password was right, and the account asks for a code beside it. */
  | { readonly kind: 'code' }
  | { readonly kind: 'wrong' }
  /** It took too long since the password. */
  | { readonly kind: 'again' }
  /** The page was opened at another address than the portal's own. */
  | { readonly kind: 'elsewhere' }
  /** `until`: milliseconds of the browser's clock. */
  | { readonly kind: 'limited'; readonly until: number }
  | { readonly kind: 'unavailable' };

const post = (path: string, body: unknown): Promise<Response> =>
  fetchInTime(`/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Where no time is told, as a proxy's own limit may have it. */
const usualWaitSeconds = 60;

const endOfWait = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Date.now() + (Number.isInteger(seconds) && seconds > 0 ? seconds : usualWaitSeconds) * 1_000;
};

const outcomeOf = (response: Response): SignInOutcome => {
  if (response.status === 202) return { kind: 'code' };
  if (response.ok) return { kind: 'signed-in' };
  if (response.status === 429) return { kind: 'limited', until: endOfWait(response) };
  if (response.status === 403) return { kind: 'elsewhere' };
  if (response.status === 404) return { kind: 'again' };
  return response.status >= 500 ? { kind: 'unavailable' } : { kind: 'wrong' };
};

const signInAt = async (path: string, given: object): Promise<SignInOutcome> => {
  try {
    return outcomeOf(await post(path, given));
  } catch {
    return { kind: 'unavailable' };
  }
};

export const signIn = (credentials: { email: string; password: string }): Promise<SignInOutcome> =>
  signInAt('sign-in/email', credentials);

/** Of an authenticator app, or to recover with. */
export const signInWithCode = async (code: string): Promise<Exclude<SignInOutcome, { kind: 'code' }>> => {
  const outcome = await signInAt('sign-in/code', { code });
  return outcome.kind === 'code' ? { kind: 'unavailable' } : outcome;
};

/** Whoever thinks better of it is told that it did not work. */
export const signInWithPasskey = async (): Promise<Exclude<SignInOutcome, { kind: 'code' }>> => {
  try {
    const asked = await post('sign-in/passkey-options', {});
    if (!asked.ok) return { kind: asked.status === 403 ? 'elsewhere' : 'unavailable' };
    // Only who uses one waits for its script.
    const { signWithPasskey } = await import('./passkey-client.ts');
    const answer = await signWithPasskey(await asked.json());
    if (answer === null) return { kind: 'wrong' };
    const outcome = await signInAt('sign-in/passkey', { answer });
    return outcome.kind === 'code' ? { kind: 'unavailable' } : outcome;
  } catch {
    return { kind: 'unavailable' };
  }
};

export type SetPasswordOutcome = 'done' | 'link' | 'refused' | 'unavailable';

export const setPassword = async (given: { token: string; password: string }): Promise<SetPasswordOutcome> => {
  try {
    const { ok, status } = await post('set-password', given);
    if (ok) return 'done';
    if (status === 404) return 'link';
    return status >= 500 || status === 429 ? 'unavailable' : 'refused';
  } catch {
    return 'unavailable';
  }
};

export type SetUpOutcome =
  /** Where the password is set. */
  { readonly kind: 'done'; readonly path: string } | { readonly kind: 'code' | 'shut' | 'refused' | 'unavailable' };

const setUpRefusals: Readonly<Record<number, Exclude<SetUpOutcome, { kind: 'done' }>['kind']>> = {
  400: 'refused',
  403: 'code',
  404: 'shut',
  409: 'refused',
};

export const setUp = async (given: { code: string; name: string; email: string }): Promise<SetUpOutcome> => {
  try {
    const response = await post('set-up', given);
    const path = response.ok ? textIn(await response.json(), 'path') : null;
    return path === null ? { kind: setUpRefusals[response.status] ?? 'unavailable' } : { kind: 'done', path };
  } catch {
    return { kind: 'unavailable' };
  }
};

/** Where to go on to once the session has ended: the organisation's page, where the one there ends as well. Null where it has not. */
export const signOut = async (): Promise<string | null> => {
  try {
    const response = await post('sign-out', {});
    return response.ok ? (textIn(await response.json(), 'url') ?? signInPath) : null;
  } catch {
    return null;
  }
};

export type SingleSignOnOutcome = { readonly kind: 'go'; readonly url: string } | { readonly kind: 'unavailable' };

/** The address of the organisation's sign-in page, which leads back to `returnTo`. */
export const beginSingleSignOn = async (returnTo: string): Promise<SingleSignOnOutcome> => {
  try {
    const response = await post('sign-in/sso', { returnTo });
    const url = response.ok ? textIn(await response.json(), 'url') : null;
    return url === null ? { kind: 'unavailable' } : { kind: 'go', url };
  } catch {
    return { kind: 'unavailable' };
  }
};

const textIn = (answer: unknown, field: 'url' | 'path'): string | null => {
  const value = typeof answer === 'object' && answer !== null ? new Map(Object.entries(answer)).get(field) : null;
  return typeof value === 'string' ? value : null;
};
