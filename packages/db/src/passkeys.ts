// What is kept of people's passkeys, and what their browsers answer, verified by SimpleWebAuthn.
import { isIP } from 'node:net';
import { type PasskeyReader, type PasskeyVerifier, type PasskeyWrite, StaleVersionError } from '@portal/domain';
import type { Passkey, PrismaClient } from './generated/client.ts';
import type { Client } from './readers/by-key.ts';

const recordOf = ({ counter, ...row }: Passkey) => ({ ...row, counter: Number(counter) });

export const createPasskeyReader = (prisma: PrismaClient): PasskeyReader => ({
  ofPerson: async (userId) =>
    (await prisma.passkey.findMany({ where: { userId }, orderBy: { id: 'asc' } })).map(recordOf),
  byCredential: async (credentialId) => {
    const row = await prisma.passkey.findUnique({ where: { credentialId } });
    return row === null ? null : recordOf(row);
  },
});

/** With all that it brings along, by nobody but who needs it. */
const library = () => import('@simplewebauthn/server');

/** What the library throws is what it finds wrong with an answer. */
const orNull = async <Found>(look: () => Promise<Found | null>): Promise<Found | null> => {
  try {
    return await look();
  } catch {
    return null;
  }
};

/** Null where browsers have no passkeys: at an address in figures, and over plain HTTP anywhere but on the machine itself. */
export const createPasskeyVerifier = (baseUrl: string): PasskeyVerifier | null => {
  const { origin: expectedOrigin, hostname: domain, protocol } = new URL(baseUrl);
  const isSecure = protocol === 'https:' || domain === 'localhost';
  if (!isSecure || isIP(domain) !== 0 || domain.startsWith('[')) return null;
  const expected = { expectedOrigin, expectedRPID: domain, requireUserVerification: true };
  return {
    domain,
    added: (answer, isOurs) =>
      orNull(async () => {
        const { verifyRegistrationResponse } = await library();
        const response = { ...answer, clientExtensionResults: {} };
        const { registrationInfo } = await verifyRegistrationResponse({
          ...expected,
          response,
          expectedChallenge: isOurs,
        });
        if (registrationInfo === undefined) return null;
        const { id: credentialId, publicKey, counter } = registrationInfo.credential;
        return { credentialId, publicKey, counter };
      }),
    signed: (answer, { credentialId: id, publicKey, counter }, isOurs) =>
      orNull(async () => {
        const { verifyAuthenticationResponse } = await library();
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          ...expected,
          response: { ...answer, clientExtensionResults: {} },
          expectedChallenge: isOurs,
          credential: { id, publicKey, counter },
        });
        return verified ? { counter: authenticationInfo.newCounter } : null;
      }),
  };
};

/** Nothing to write on: it is gone, or was used meanwhile. */
const expectOne = (count: number): void => {
  if (count !== 1) throw new StaleVersionError();
};

type WriteOf<Kind extends PasskeyWrite['kind']> = Extract<PasskeyWrite, { readonly kind: Kind }>;

export const passkeyWriters: {
  readonly [Kind in PasskeyWrite['kind']]: (client: Client, write: WriteOf<Kind>) => Promise<void>;
} = {
  'passkey.insert': async (client, { row }) => {
    await client.passkey.create({ data: row, select: { id: true } });
  },
  'passkey.use': async (client, { id, userId, counter, challengedAt, at }) => {
    const isUnused = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: challengedAt } }] };
    const data = { counter, lastUsedAt: at };
    expectOne((await client.passkey.updateMany({ where: { id, userId, ...isUnused }, data })).count);
  },
  'passkey.rename': async (client, { id, userId, name }) => {
    expectOne((await client.passkey.updateMany({ where: { id, userId }, data: { name } })).count);
  },
  'passkey.remove': async (client, { id, userId }) => {
    expectOne((await client.passkey.deleteMany({ where: { id, userId } })).count);
  },
};
