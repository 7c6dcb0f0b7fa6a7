/**
 * `npm run admin:create`: makes an administrator, so that somebody can get in where there are no demo people. At a terminal it asks for
 * name, e-mail address and password; without one, or with `--link`, it prints a link at which the person sets the password.
 */
import type { Accounts } from '@portal/db/accounts';
import { rendererFor } from '@portal/messages';
import { emailSchema, findingsOf, newPasswordSchema, personNameSchema } from '@portal/types';
import type { z } from 'zod';
import { optionsOf } from '../command-options.ts';
import { complain, say } from '../say.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { onPortal } from './on-portal.ts';

const usage = `npm run admin:create -- [--link] [--name NAME] [--email ADDRESS]

Makes an administrator. At a terminal it asks for what is not given, and for the password. Without a terminal, or with
--link, it takes name and e-mail address from the options and prints a link at which the password is set: valid once,
for 24 hours. For somebody who is there but has no password yet, it prints another link, or asks for the password.`;

const refused = 1;
const unusable = 2;

interface Options {
  readonly link?: boolean | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

export async function createAdministrator(args: readonly string[]): Promise<number> {
  const options = optionsOf(args, {
    link: { type: 'boolean' },
    name: { type: 'string' },
    email: { type: 'string' },
    help: { type: 'boolean' },
  });
  if (options === null || options.help === true) {
    say(usage);
    return options === null ? unusable : 0;
  }
  const isAsking = options.link !== true && process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!isAsking && (options.name === undefined || options.email === undefined)) {
    complain(`For a link, or where there is no terminal to ask at, give --name and --email.\n\n${usage}`);
    return unusable;
  }
  if (!isAsking) return withAccounts((given) => inviteAdministrator(given, options));
  using terminal = openTerminal({ input: process.stdin, output: process.stdout });
  return await withAccounts(({ accounts }) => askForAdministrator(accounts, options, terminal));
}

interface Given {
  readonly accounts: Accounts;
  /** Where people reach the portal. */
  readonly portalUrl: string;
}

function withAccounts(use: (given: Given) => Promise<number>): Promise<number> {
  return onPortal('admin-create', async ({ database, portalUrl }) => {
    const { createAccounts } = await import('@portal/db/accounts');
    return use({ accounts: createAccounts(database), portalUrl });
  });
}

/** The id of the person to give a password to, new or known; null, after saying why, where there is nothing to give. */
async function administrator(accounts: Accounts, given: { name: string; email: string }): Promise<string | null> {
  const known = await accounts.find(given.email);
  if (known === null) {
    if (await accounts.isNameTaken(given.name)) {
      complain(`Somebody else is called ${given.name} here. Take a name that tells the two apart.`);
      return null;
    }
    return accounts.make({ ...given, role: 'admin', teamId: null });
  }
  if (known.passwordHash === null && known.role === 'admin') return known.userId;
  complain(`Somebody with the address ${given.email} is there already. Nothing was changed.`);
  return null;
}

/** Printed to standard output: the one place where the link is ever told. */
export async function inviteAdministrator({ accounts, portalUrl }: Given, options: Options): Promise<number> {
  const name = checked(personNameSchema, options.name ?? '');
  const email = checked(emailSchema, options.email ?? '');
  if (name === null || email === null) return unusable;
  const userId = await administrator(accounts, { name, email });
  if (userId === null) return refused;
  const { token, expiresAt } = await accounts.makeLink(userId);
  say(
    `${name} <${email}> is an administrator. The password is set at this link, once, until ${expiresAt.toISOString()}:`,
  );
  say(`${portalUrl}/set-password#${token}`);
  return 0;
}

export async function askForAdministrator(accounts: Accounts, options: Options, terminal: Terminal): Promise<number> {
  const name = await answer(personNameSchema, options.name, () => terminal.ask('Name: '));
  const email = await answer(emailSchema, options.email, () => terminal.ask('E-mail address: '));
  const password = await newPassword(terminal);
  const userId = await administrator(accounts, { name, email });
  if (userId === null) return refused;
  await accounts.setPassword(userId, password);
  say(`${name} <${email}> is an administrator and can sign in.`);
  return 0;
}

/** Asks until the answer can be taken. */
async function answer(
  schema: z.ZodType<string>,
  given: string | undefined,
  ask: () => Promise<string>,
): Promise<string> {
  const first = given === undefined ? null : checked(schema, given);
  if (first !== null) return first;
  for (;;) {
    const value = checked(schema, await ask());
    if (value !== null) return value;
  }
}

async function newPassword(terminal: Terminal): Promise<string> {
  for (;;) {
    const password = await answer(newPasswordSchema, undefined, () => terminal.askHidden('Password: '));
    if ((await terminal.askHidden('Password again: ')) === password) return password;
    complain('The two are not the same. Type it twice again.');
  }
}

/** Null, after saying why, for what cannot be taken. */
function checked(schema: z.ZodType<string>, value: string): string | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { reason } of findingsOf(parsed.error.issues)) complain(rendererFor()(reason));
  return null;
}
