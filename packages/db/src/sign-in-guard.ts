// Slows down guesses at passwords where people sign in, and puts on record who was not let in. Where people sign in at their organisation, no
// password lets anybody in but that of one administrator, for the day on which the provider is away: everybody else is told what a wrong
// password is told, and it counts as one.
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { z } from 'zod';
import { type Database, prismaOf } from './database.ts';
import { attemptAt, Guesses } from './guesses.ts';
import { type RecordRefusal, refusedByPassword } from './refused-sign-ins.ts';

export const signInPath = '/sign-in/email';
const unauthorized = 401;
/** The password was right, and a code is asked for beside it. */
const accepted = 202;

const typed = z.object({ email: z.string() });

const emailIn = (body: unknown): string | null => typed.safeParse(body).data?.email ?? null;

/** Its words are the API's: nobody reads the library's. */
export const tooMany = (seconds: number): APIError =>
  new APIError('TOO_MANY_REQUESTS', undefined, { 'retry-after': String(seconds) });

/** Whatever way they came by; told no more than for a wrong password. */
export const personDisabled = (): APIError => new APIError('UNAUTHORIZED', { code: 'person_disabled' });

const codeOf = ({ body }: APIError): 'person_disabled' | 'sign_in_wrong' =>
  body?.code === 'person_disabled' ? 'person_disabled' : 'sign_in_wrong';

export interface SignInGuard {
  readonly database: Database;
  /** Set by the process's own edge, never by a client. */
  readonly addressHeader: string;
  readonly record: RecordRefusal;
  /** In lower case; null where everybody's password signs in. */
  readonly breakGlassEmail: string | null;
}

export const signInGuard = ({ database, addressHeader, record, breakGlassEmail }: SignInGuard) => {
  const guesses = new Guesses(prismaOf(database));
  const matcher = ({ path }: { path?: string }): boolean => path === signInPath;
  const before = createAuthMiddleware(async ({ body, headers }) => {
    const email = emailIn(body);
    // Without an address of an account there is nothing to guess at, and the library refuses it.
    if (email === null) return;
    const attempt = attemptAt(email, headers?.get(addressHeader));
    const seconds = await guesses.admit(attempt);
    if (seconds > 0) {
      await record(refusedByPassword(database, { code: 'too_many_guesses', email, headers }));
      throw tooMany(seconds);
    }
    if (breakGlassEmail === null || email.trim().toLowerCase() === breakGlassEmail) return;
    await guesses.settle(attempt, 'wrong');
    await record(refusedByPassword(database, { code: 'sign_in_wrong', email, headers }));
    throw new APIError('UNAUTHORIZED');
  });
  const after = createAuthMiddleware(async ({ body, headers, context: { returned } }) => {
    const email = emailIn(body);
    if (email === null) return;
    const attempt = attemptAt(email, headers?.get(addressHeader));
    if (!isAPIError(returned) || returned.statusCode === accepted) return guesses.settle(attempt, 'right');
    const isWrong = returned.statusCode === unauthorized;
    await guesses.settle(attempt, isWrong ? 'wrong' : 'neither');
    if (isWrong) await record(refusedByPassword(database, { code: codeOf(returned), email, headers }));
  });
  return {
    id: 'sign-in-guard',
    hooks: { before: [{ matcher, handler: before }], after: [{ matcher, handler: after }] },
  } satisfies BetterAuthPlugin;
};
