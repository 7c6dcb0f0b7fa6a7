// Signing in with a passkey, which is both steps in one: a device, and whom it knows.
import type { PasskeyService } from '@portal/domain';
import { passkeyAnswerSchema } from '@portal/types';
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { type Database, prismaOf } from './database.ts';
import { attemptAt, Guesses } from './guesses.ts';
import { type EdgeHeaders, type RecordRefusal, sourceOf } from './refused-sign-ins.ts';
import { personDisabled, tooMany } from './sign-in-guard.ts';

export type SignInPasskeys = Pick<PasskeyService, 'signInOptions' | 'signIn'>;

export interface PasskeySignIn {
  readonly database: Database;
  readonly passkeys: SignInPasskeys;
  readonly edge: EdgeHeaders;
  readonly record: RecordRefusal;
  /** In lower case; null where everybody's passkey signs in. */
  readonly breakGlassEmail: string | null;
}

const unknown = { id: 'unknown', name: '?' } as const;

export const passkeySignIn = ({ database, passkeys, edge, record, breakGlassEmail }: PasskeySignIn) => {
  const prisma = prismaOf(database);
  const guesses = new Guesses(prisma);

  const ownerOf = async (credentialId: string) => {
    const found = await prisma.passkey.findUnique({ where: { credentialId }, select: { user: true } });
    return found?.user ?? null;
  };

  const passkeyOptions = createAuthEndpoint('/sign-in/passkey-options', { method: 'POST' }, async (call) =>
    call.json(passkeys.signInOptions()),
  );

  const signInWithPasskey = createAuthEndpoint(
    '/sign-in/passkey',
    { method: 'POST', body: z.object({ answer: passkeyAnswerSchema }) },
    async (call) => {
      const { headers, body } = call;
      const source = sourceOf(headers, edge);
      const attempt = attemptAt(body.answer.id, source.address);
      const refused = async (code: 'passkey_refused' | 'too_many_guesses' | 'person_disabled') => {
        const who = async () => (await ownerOf(body.answer.id)) ?? unknown;
        await record({ code, job: 'auth', headers, account: attempt.account, who });
      };
      const guess = await guesses.slowed(attempt, async () => {
        const userId = await passkeys.signIn({
          answer: body.answer,
          ...source,
        });
        return userId === null ? 'wrong' : 'right';
      });
      if (guess.kind === 'wait') {
        await refused('too_many_guesses');
        throw tooMany(guess.seconds);
      }
      const person = guess.kind === 'right' ? await ownerOf(body.answer.id) : null;
      const isLetIn = person !== null && (breakGlassEmail === null || person.email === breakGlassEmail);
      const user = isLetIn ? await call.context.internalAdapter.findUserById(person.id) : null;
      if (person === null || user === null) {
        await refused('passkey_refused');
        throw new APIError('UNAUTHORIZED');
      }
      if (person.disabledAt !== null) {
        await refused('person_disabled');
        throw personDisabled();
      }
      const session = await call.context.internalAdapter.createSession(user.id, false);
      await setSessionCookie(call, { session, user });
      return call.json({ done: true });
    },
  );
  return { id: 'passkey-sign-in', endpoints: { passkeyOptions, signInWithPasskey } } satisfies BetterAuthPlugin;
};
