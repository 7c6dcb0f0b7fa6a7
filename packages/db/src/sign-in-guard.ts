// Slows down guesses at passwords where people sign in.
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { z } from 'zod';
import type { PrismaClient } from './generated/client.ts';
import { type Attempt, attemptAt, Guesses } from './guesses.ts';

const signInPath = '/sign-in/email';
const unauthorized = 401;

const typed = z.object({ email: z.string() });

const attemptOf = (body: unknown, address: string | null | undefined): Attempt | null => {
  const parsed = typed.safeParse(body);
  return parsed.success ? attemptAt(parsed.data.email, address) : null;
};

/** Its words are the API's: nobody reads the library's. */
const tooMany = (seconds: number): APIError =>
  new APIError('TOO_MANY_REQUESTS', undefined, { 'retry-after': String(seconds) });

/** `addressHeader`: set by the process's own edge, never by a client. */
export const signInGuard = (prisma: PrismaClient, addressHeader: string) => {
  const guesses = new Guesses(prisma);
  const matcher = ({ path }: { path?: string }): boolean => path === signInPath;
  const before = createAuthMiddleware(async (call) => {
    const attempt = attemptOf(call.body, call.headers?.get(addressHeader));
    // Without an address of an account there is nothing to guess at, and the library refuses it.
    if (attempt === null) return;
    const seconds = await guesses.admit(attempt);
    if (seconds > 0) throw tooMany(seconds);
  });
  const after = createAuthMiddleware(async (call) => {
    const attempt = attemptOf(call.body, call.headers?.get(addressHeader));
    if (attempt === null) return;
    const { returned } = call.context;
    if (!isAPIError(returned)) return guesses.settle(attempt, 'right');
    await guesses.settle(attempt, returned.statusCode === unauthorized ? 'wrong' : 'neither');
  });
  return {
    id: 'sign-in-guard',
    hooks: { before: [{ matcher, handler: before }], after: [{ matcher, handler: after }] },
  } satisfies BetterAuthPlugin;
};
