// The writes on the tables of the sign-in library. Nothing is put on record here: the tables' triggers do it, as an act
// of the actor that commit.ts has named to them.
import { type PersonWrite, StaleVersionError, type Write } from '@portal/domain';
import { credentialProvider } from './passwords.ts';
import type { Client } from './readers/by-key.ts';

type WriteOf<Kind extends PersonWrite['kind']> = Extract<PersonWrite, { readonly kind: Kind }>;
type Writers = { readonly [Kind in PersonWrite['kind']]: (client: Client, write: WriteOf<Kind>) => Promise<void> };

/** A person that is not there any more, or already as they should become: somebody else was faster. */
const expectOne = ({ count }: { readonly count: number }): void => {
  if (count !== 1) throw new StaleVersionError();
};

/** Rows of the audit trail; within the time that a statement may take. */
const pseudonymisedAtOnce = 5_000;

const writers: Writers = {
  // Known to whoever invites them: there is no address to be proven.
  'person.insert': async (client, { row }) => {
    await client.user.create({ data: { ...row, emailVerified: true }, select: { id: true } });
  },
  'person.update': async (client, { userId: id, to }) => {
    expectOne(await client.user.updateMany({ where: { id }, data: { ...to, updatedAt: new Date() } }));
  },
  'person.disable': async (client, { userId: id, reason: disabledReason, at: disabledAt }) => {
    expectOne(await client.user.updateMany({ where: { id, disabledAt: null }, data: { disabledAt, disabledReason } }));
  },
  'person.enable': async (client, { userId: id }) => {
    const where = { id, disabledAt: { not: null } };
    expectOne(await client.user.updateMany({ where, data: { disabledAt: null, disabledReason: null } }));
  },
  'person.pseudonymise': async (client, { userId }) => {
    await client.$queryRaw`SELECT portal_pseudonymise(${userId}::uuid, ${pseudonymisedAtOnce})`;
    await client.sshKey.deleteMany({ where: { userId } });
  },
  'sessions.end': async (client, { userId, which }) => {
    const id = which === undefined ? {} : { id: 'only' in which ? which.only : { not: which.but } };
    await client.session.deleteMany({ where: { userId, ...id } });
  },
  'password.set': async (client, { userId, hash: password }) => {
    const where = { userId, providerId: credentialProvider, password: { not: null } };
    expectOne(await client.account.updateMany({ where, data: { password, updatedAt: new Date() } }));
  },
  'passwordLink.insert': async (client, { row }) => {
    await client.passwordLink.create({ data: row, select: { id: true } });
  },
  'passwordLinks.useUp': async (client, { userId }) => {
    await client.passwordLink.updateMany({ where: { userId, usedAt: null }, data: { usedAt: new Date() } });
  },
};

const kinds: ReadonlySet<string> = new Set(Object.keys(writers));

export const isPersonWrite = (write: Write): write is PersonWrite => kinds.has(write.kind);

const writeOne = <Kind extends PersonWrite['kind']>(client: Client, one: WriteOf<Kind>): Promise<void> => {
  const kind: Kind = one.kind;
  return writers[kind](client, one);
};

/** In the order given. */
export const writePeople = async (client: Client, writes: readonly Write[]): Promise<void> => {
  for (const one of writes.filter(isPersonWrite)) await writeOne(client, one);
};
