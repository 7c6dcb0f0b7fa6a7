// The second step of signing in with a password. Of somebody who has an authenticator app the right password begins no session: it leaves a
// signed cookie, good for ten minutes and for as long as the password is this one, with which a code does.
import { createHash } from 'node:crypto';
import type { SecondFactorService } from '@portal/domain';
import type { BetterAuthPlugin, GenericEndpointContext } from 'better-auth';
import { APIError, createAuthEndpoint, createAuthMiddleware } from 'better-auth/api';
import { expireCookie, setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { type Database, prismaOf } from './database.ts';
import { credentialProvider } from './passwords.ts';
import { type EdgeHeaders, type RecordRefusal, refusedByPassword, sourceOf } from './refused-sign-ins.ts';
import { asksForCode } from './second-factors.ts';
import { personDisabled, signInPath, tooMany } from './sign-in-guard.ts';

/** Without it nobody who has an authenticator app is let in. */
export type SignInCodes = Pick<SecondFactorService, 'signIn'>;

export interface SecondStep {
  readonly database: Database;
  readonly codes: SignInCodes | null;
  readonly edge: EdgeHeaders;
  readonly record: RecordRefusal;
}

const goodForSeconds = 600;

const cookieOf = ({ context }: GenericEndpointContext) =>
  context.createAuthCookie('second_step', { maxAge: goodForSeconds });

/** Whose password was right, by the refusal that keeps them from a session. */
const askedForCode = new WeakMap<object, string>();

/** Thrown where a session would be made. Its body is the answer. */
export const refuseWithoutCode = async (database: Database, userId: string, path: string | undefined) => {
  if (path !== signInPath || !(await asksForCode(prismaOf(database), userId))) return;
  const refusal = new APIError('ACCEPTED', { code: 'code_needed' });
  askedForCode.set(refusal, userId);
  throw refusal;
};

interface Person {
  readonly id: string;
  readonly email: string;
  readonly isDisabled: boolean;
  /** Another once the password is. */
  readonly mark: string;
}

const personOf = async (database: Database, id: string): Promise<Person | null> => {
  const user = await prismaOf(database).user.findUnique({
    where: { id },
    select: {
      ...{ email: true, disabledAt: true },
      accounts: { where: { providerId: credentialProvider }, select: { password: true } },
    },
  });
  const password = user?.accounts[0]?.password ?? null;
  if (user === null || password === null) return null;
  const mark = createHash('sha256').update(password).digest('base64url');
  return { id, email: user.email, isDisabled: user.disabledAt !== null, mark };
};

const pendingSchema = z.tuple([z.uuid(), z.coerce.number(), z.string()]);

/** The person whose password was right; null for what is over. */
const pending = async (database: Database, call: GenericEndpointContext): Promise<Person | null> => {
  const value = await call.getSignedCookie(cookieOf(call).name, call.context.secret);
  const parsed = pendingSchema.safeParse(typeof value === 'string' ? value.split('.') : null);
  if (!parsed.success) return null;
  const [userId, until, mark] = parsed.data;
  if (until < Date.now()) return null;
  const person = await personOf(database, userId);
  return person?.mark === mark ? person : null;
};

const signInAgain = (): APIError => new APIError('NOT_FOUND');

export const secondStep = ({ database, codes, edge, record }: SecondStep) => {
  const remember = createAuthMiddleware(async (call) => {
    const { returned } = call.context;
    const userId = typeof returned === 'object' && returned !== null ? askedForCode.get(returned) : undefined;
    const person = userId === undefined ? null : await personOf(database, userId);
    if (person === null) return;
    const { name, attributes } = cookieOf(call);
    const value = [person.id, Date.now() + goodForSeconds * 1_000, person.mark].join('.');
    await call.setSignedCookie(name, value, call.context.secret, attributes);
  });

  const signInWithCode = createAuthEndpoint(
    '/sign-in/code',
    { method: 'POST', body: z.object({ code: z.string().min(1).max(64) }) },
    async (call) => {
      const person = await pending(database, call);
      if (person === null || codes === null) throw signInAgain();
      const { headers } = call;
      const refused = (code: 'code_wrong' | 'too_many_guesses' | 'person_disabled') =>
        record(refusedByPassword(database, { code, email: person.email, headers }));
      if (person.isDisabled) {
        await refused('person_disabled');
        throw personDisabled();
      }
      const guess = await codes.signIn({
        userId: person.id,
        code: call.body.code,
        ...sourceOf(headers, edge),
      });
      if (guess.kind === 'wait') {
        await refused('too_many_guesses');
        throw tooMany(guess.seconds);
      }
      const user = guess.kind === 'right' ? await call.context.internalAdapter.findUserById(person.id) : null;
      if (user === null) {
        await refused('code_wrong');
        throw new APIError('UNAUTHORIZED');
      }
      const session = await call.context.internalAdapter.createSession(user.id, false);
      await setSessionCookie(call, { session, user });
      expireCookie(call, cookieOf(call));
      return call.json({ done: true });
    },
  );

  return {
    id: 'second-step',
    endpoints: { signInWithCode },
    hooks: { after: [{ matcher: ({ path }) => path === signInPath, handler: remember }] },
  } satisfies BetterAuthPlugin;
};
