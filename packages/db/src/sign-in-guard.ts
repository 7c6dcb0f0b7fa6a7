// Slows down guesses at passwords, by account and by network address. How much, and why so, stands in the functions of the
// database that this calls: any number of processes agree there, and of attempts made at once no more are let in than of
// attempts made one after the other. A success counts for nothing, not even until it is known: of one account from one address the
// next attempt is looked at once the one before has its answer.
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api';
import { z } from 'zod';
import type { PrismaClient } from './generated/client.ts';
import { Turns } from './turns.ts';

const signInPath = '/sign-in/email';
const unauthorized = 401;
const nobodysAddress = 'unknown';
/** Who has one IPv6 address has the 64 bits behind it. */
const networkGroups = 4;
const allGroups = 8;

const typed = z.object({ email: z.string() });

interface Attempt {
  /** In the form in which the library looks it up, and hashed: it may be anything that somebody typed. */
  readonly account: string;
  readonly address: string;
}

/** What attempts are counted by: an IPv4 address, or the network of an IPv6 address. */
export const networkOf = (address: string | null | undefined): string => {
  if (address === null || address === undefined || address === '') return nobodysAddress;
  if (!isIPv6(address)) return address.slice(0, 64);
  const [head = '', tail] = address.split('%', 1).join('').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, allGroups - before.length - after.length);
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after].slice(0, networkGroups);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};

const hash = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('hex');

const attemptOf = (body: unknown, address: string | null | undefined): Attempt | null => {
  const parsed = typed.safeParse(body);
  return parsed.success ? { account: hash(parsed.data.email), address: networkOf(address) } : null;
};

/** 0 when it is let in. */
const admit = async (prisma: PrismaClient, { account, address }: Attempt): Promise<number> => {
  const [row] = await prisma.$queryRaw<{ wait: number }[]>`SELECT portal_admit_sign_in(${account}, ${address}) AS wait`;
  return z.int().parse(row?.wait);
};

/** Its words are the API's: nobody reads the library's. */
const tooMany = (seconds: number): APIError =>
  new APIError('TOO_MANY_REQUESTS', undefined, { 'retry-after': String(seconds) });

/** `addressHeader`: set by the process's own edge, never by a client. */
export const signInGuard = (prisma: PrismaClient, addressHeader: string) => {
  const turns = new Turns();
  const turnOf = ({ account, address }: Attempt): string => `${account} ${address}`;
  const matcher = ({ path }: { path?: string }): boolean => path === signInPath;
  const before = createAuthMiddleware(async (call) => {
    const attempt = attemptOf(call.body, call.headers?.get(addressHeader));
    // Without an address of an account there is nothing to guess at, and the library refuses it.
    if (attempt === null) return;
    await turns.take(turnOf(attempt));
    let admitted = false;
    try {
      const seconds = await admit(prisma, attempt);
      if (seconds > 0) throw tooMany(seconds);
      admitted = true;
    } finally {
      if (!admitted) turns.end(turnOf(attempt));
    }
  });
  const after = createAuthMiddleware(async (call) => {
    const attempt = attemptOf(call.body, call.headers?.get(addressHeader));
    if (attempt === null) return;
    const { returned } = call.context;
    try {
      if (isAPIError(returned) && returned.statusCode === unauthorized) return;
      await prisma.$executeRaw`
        SELECT portal_settle_sign_in(${attempt.account}, ${attempt.address}, ${!isAPIError(returned)}::boolean)`;
    } finally {
      turns.end(turnOf(attempt));
    }
  });
  return {
    id: 'sign-in-guard',
    hooks: { before: [{ matcher, handler: before }], after: [{ matcher, handler: after }] },
  } satisfies BetterAuthPlugin;
};
