// Passwords as the sign-in library keeps them, for whoever is signed in and changes theirs.
import type { Passwords } from '@portal/domain';
import type { PrismaClient } from './generated/client.ts';
import { attemptAt, Guesses } from './guesses.ts';

/** Under which the library keeps an account's password. */
export const credentialProvider = 'credential';

/** With all that it brings along, by nobody but who needs it: most processes never do. */
const hasher = () => import('better-auth/crypto');

export const createPasswords = (prisma: PrismaClient): Passwords => {
  const guesses = new Guesses(prisma);
  const hashOf = async (userId: string): Promise<string | null> => {
    const where = { userId, providerId: credentialProvider };
    return (await prisma.account.findFirst({ where, select: { password: true } }))?.password ?? null;
  };
  return {
    isSet: async (userId) => (await hashOf(userId)) !== null,
    check: async ({ userId, email, address, password }) => {
      const hash = await hashOf(userId);
      if (hash === null) return { kind: 'none' };
      return guesses.slowed(attemptAt(email, address), async () =>
        (await (await hasher()).verifyPassword({ password, hash })) ? 'right' : 'wrong',
      );
    },
    hash: async (password) => (await hasher()).hashPassword(password),
  };
};
