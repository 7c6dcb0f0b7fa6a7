// People and their passwords, for whoever makes them from a command line: the first administrator, and the demo's people.
// Passwords are hashed as sign-in expects, and every row is put on record by the tables' triggers, under the job that
// the database was opened with.
import type { Role } from '@portal/types';
import { createAuth } from './auth.ts';
import { type Database, prismaOf } from './database.ts';
import { makePasswordLink, type PasswordLink, setPasswordHash } from './password-link.ts';

export interface NewPerson {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
  readonly role: Role;
  readonly teamId: string | null;
}

interface KnownPerson {
  readonly userId: string;
  readonly role: string;
  readonly passwordHash: string | null;
}

export interface Accounts {
  /** Null when nobody has this e-mail address. */
  find(email: string): Promise<KnownPerson | null>;
  /** Whether somebody is called that already, whatever the case. */
  isNameTaken(name: string): Promise<boolean>;
  /** Answers the new person's id. They cannot sign in before they have a password. */
  make(person: NewPerson): Promise<string>;
  setPassword(userId: string, password: string): Promise<void>;
  isPassword(password: string, hash: string): Promise<boolean>;
  makeLink(userId: string): Promise<PasswordLink>;
}

/** Never signs anything: this instance serves no request. */
const UNUSED_SECRET = 'no-request-is-served-and-no-cookie-signed';

export const createAccounts = (database: Database): Accounts => {
  const prisma = prismaOf(database);
  const auth = createAuth({ database, secret: UNUSED_SECRET, baseUrl: 'http://localhost', secureCookies: false });
  return {
    async find(email) {
      const user = await prisma.user.findUnique({
        where: { email },
        include: { accounts: { where: { providerId: 'credential' } } },
      });
      if (user === null) return null;
      return { userId: user.id, role: user.role, passwordHash: user.accounts[0]?.password ?? null };
    },
    async isNameTaken(name) {
      return (await prisma.user.count({ where: { name: { equals: name, mode: 'insensitive' } } })) > 0;
    },
    async make({ teamId, ...person }) {
      const { internalAdapter } = await auth.$context;
      const user = await internalAdapter.createUser(
        { ...person, emailVerified: true, ...(teamId === null ? {} : { teamId }) },
        { method: 'admin' },
      );
      return user.id;
    },
    async setPassword(userId, password) {
      const hasher = (await auth.$context).password;
      await setPasswordHash(prisma, userId, await hasher.hash(password));
    },
    async isPassword(password, hash) {
      return (await auth.$context).password.verify({ password, hash });
    },
    makeLink: (userId) => makePasswordLink(prisma, userId),
  };
};
