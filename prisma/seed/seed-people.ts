// Makes the demo people through Better Auth's own adapter, so that their passwords are hashed as its sign-in expects.
// Nobody can sign up, so this is the one way in until administrators make people.

import type { Database } from '@portal/db';
import { type Auth, createAuth } from '@portal/db/auth';
import { type DemoPerson, demoPeople } from './demo-people.ts';

/** Never signs anything: this instance serves no request. */
const UNUSED_SECRET = 'seeding-serves-no-request-and-signs-no-cookie';

type Context = Awaited<Auth['$context']>;

const makePerson = async (
  { internalAdapter }: Context,
  person: DemoPerson,
  given: { readonly teamId: string | null; readonly passwordHash: string },
): Promise<string> => {
  const { name, email, role } = person;
  const user = await internalAdapter.createUser(
    { name, email, role, emailVerified: true, ...(given.teamId === null ? {} : { teamId: given.teamId }) },
    { method: 'admin' },
  );
  await internalAdapter.linkAccount({
    providerId: 'credential',
    accountId: user.id,
    userId: user.id,
    password: given.passwordHash,
  });
  return user.id;
};

/** Whether a person of an earlier seed still has this password; hashing is slow, so one stands for all. */
const hasPassword = async ({ internalAdapter, password }: Context, userId: string, demoPassword: string) => {
  const account = await internalAdapter.findCredentialAccount(userId);
  return account?.password != null && (await password.verify({ password: demoPassword, hash: account.password }));
};

/** Answers the people's ids by e-mail address. */
export const seedPeople = async (
  database: Database,
  teamIds: ReadonlyMap<string, string>,
  demoPassword: string,
): Promise<ReadonlyMap<string, string>> => {
  const auth = createAuth({ database, secret: UNUSED_SECRET, baseUrl: 'http://localhost', secureCookies: false });
  const context = await auth.$context;
  const ids = new Map<string, string>();
  let renew: boolean | null = null;
  for (const person of demoPeople) {
    const teamId = person.team === null ? null : (teamIds.get(person.team) ?? null);
    const found = await context.internalAdapter.findUserByEmail(person.email);
    if (found === null) {
      const passwordHash = await context.password.hash(demoPassword);
      ids.set(person.email, await makePerson(context, person, { teamId, passwordHash }));
      continue;
    }
    ids.set(person.email, found.user.id);
    renew ??= !(await hasPassword(context, found.user.id, demoPassword));
    if (renew) {
      await context.internalAdapter.updatePassword(found.user.id, await context.password.hash(demoPassword));
    }
  }
  return ids;
};
