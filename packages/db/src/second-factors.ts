// What is kept of people's authenticator apps, and guesses at their codes slowed down as guesses at passwords are.
import type { AuthenticatorWrite, SecondFactors } from '@portal/domain';
import { StaleVersionError } from '@portal/domain';
import type { PrismaClient } from './generated/client.ts';
import { codeAttemptAt, Guesses } from './guesses.ts';
import { newCodeSecret, stepOfCode } from './one-time-codes.ts';
import type { Client } from './readers/by-key.ts';

/** Whether signing in with a password asks for a code. */
export const asksForCode = async (prisma: Pick<PrismaClient, 'authenticator'>, userId: string): Promise<boolean> =>
  (await prisma.authenticator.count({ where: { userId, confirmedAt: { not: null } } })) > 0;

export const createSecondFactors = (prisma: PrismaClient): SecondFactors => {
  const guesses = new Guesses(prisma);
  return {
    authenticator: async (userId) => {
      const row = await prisma.authenticator.findUnique({ where: { userId } });
      if (row === null) return null;
      const { sealedSecret, confirmedAt, recoveryHashes } = row;
      return { sealedSecret, confirmedAt, recoveryCodes: recoveryHashes.length };
    },
    newSecret: newCodeSecret,
    stepOf: stepOfCode,
    guess: ({ userId, address }, look) => guesses.slowed(codeAttemptAt(userId, address), look),
  };
};

/** Nothing to write on: it is another one meanwhile, or the code was taken. */
const expectOne = (count: number): void => {
  if (count !== 1) throw new StaleVersionError();
};

type WriteOf<Kind extends AuthenticatorWrite['kind']> = Extract<AuthenticatorWrite, { readonly kind: Kind }>;

export const authenticatorWriters: {
  readonly [Kind in AuthenticatorWrite['kind']]: (client: Client, write: WriteOf<Kind>) => Promise<void>;
} = {
  'authenticator.begin': async (client, { userId, sealedSecret }) => {
    expectOne(
      await client.$executeRaw`
        INSERT INTO authenticators AS a (user_id, sealed_secret) VALUES (${userId}::uuid, ${sealedSecret})
        ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
        WHERE a.confirmed_at IS NULL`,
    );
  },
  'authenticator.confirm': async (client, { userId, at, step, recoveryHashes }) => {
    const data = { confirmedAt: at, lastStep: step, recoveryHashes: [...recoveryHashes] };
    expectOne((await client.authenticator.updateMany({ where: { userId, confirmedAt: null }, data })).count);
  },
  'authenticator.useCode': async (client, { userId, step }) => {
    const where = { userId, lastStep: { lt: step } };
    expectOne((await client.authenticator.updateMany({ where, data: { lastStep: step } })).count);
  },
  'authenticator.useRecovery': async (client, { userId, hash }) => {
    expectOne(
      await client.$executeRaw`
        UPDATE authenticators SET recovery_hashes = array_remove(recovery_hashes, ${hash})
        WHERE user_id = ${userId}::uuid AND confirmed_at IS NOT NULL AND ${hash} = ANY (recovery_hashes)`,
    );
  },
  'authenticator.renewRecovery': async (client, { userId, recoveryHashes }) => {
    const where = { userId, confirmedAt: { not: null } };
    expectOne((await client.authenticator.updateMany({ where, data: { recoveryHashes: [...recoveryHashes] } })).count);
  },
  'authenticator.remove': async (client, { userId }) => {
    expectOne((await client.authenticator.deleteMany({ where: { userId } })).count);
  },
  'secondFactors.remove': async (client, { userId }) => {
    await client.authenticator.deleteMany({ where: { userId } });
    await client.passkey.deleteMany({ where: { userId } });
  },
};
