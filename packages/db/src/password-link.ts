// Links at which a person sets their password: told once, kept as a hash, good for one use within their time.
import { createHash, randomBytes } from 'node:crypto';
import { hoursAfter } from '@portal/types';
import { uuidv7 } from 'uuidv7';
import type { PrismaClient } from './generated/client.ts';

const LINK_HOURS = 24;

export interface PasswordLink {
  /** For the link's fragment, which no server ever sees. */
  readonly token: string;
  readonly expiresAt: Date;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export const makePasswordLink = async (prisma: PrismaClient, userId: string): Promise<PasswordLink> => {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = hoursAfter(new Date(), LINK_HOURS);
  await prisma.passwordLink.create({ data: { id: uuidv7(), userId, tokenHash: hashOf(token), expiresAt } });
  return { token, expiresAt };
};

/** Whether it may still be used. Asked before the slow hashing of a password, and answered for good by redeeming. */
export const isOpenLink = async (prisma: PrismaClient, token: string): Promise<boolean> =>
  (await prisma.passwordLink.count({
    where: { tokenHash: hashOf(token), usedAt: null, expiresAt: { gt: new Date() } },
  })) > 0;

/** In place of whatever password there was; sessions that were begun with that one end. */
export const setPasswordHash = async (
  client: Pick<PrismaClient, 'account' | 'session'>,
  userId: string,
  password: string,
): Promise<void> => {
  const { count } = await client.account.updateMany({
    where: { userId, providerId: 'credential' },
    data: { password, updatedAt: new Date() },
  });
  if (count === 0) {
    await client.account.create({
      data: { id: uuidv7(), accountId: userId, providerId: 'credential', userId, password },
    });
  }
  await client.session.deleteMany({ where: { userId } });
};

/** Sets the password and uses up every open link of that person; false when the link was not, or no longer, good. */
export const redeemPasswordLink = (prisma: PrismaClient, token: string, passwordHash: string): Promise<boolean> =>
  prisma.$transaction(async (client) => {
    const tokenHash = hashOf(token);
    // The person first, so that two of their links that are used at once wait for each other.
    const [person] = await client.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE id = (SELECT user_id FROM password_links WHERE token_hash = ${tokenHash})
        AND disabled_at IS NULL FOR UPDATE`;
    if (person === undefined) return false;
    const open = await client.$queryRaw<{ token_hash: string }[]>`
      SELECT token_hash FROM password_links
      WHERE user_id = ${person.id}::uuid AND used_at IS NULL AND expires_at > clock_timestamp()`;
    if (!open.some((link) => link.token_hash === tokenHash)) return false;
    await client.passwordLink.updateMany({ where: { userId: person.id, usedAt: null }, data: { usedAt: new Date() } });
    await setPasswordHash(client, person.id, passwordHash);
    return true;
  });
