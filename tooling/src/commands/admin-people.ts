/**
 * `npm run admin -- people …`: what administrators do with people in the portal, by the same rules, as the job `admin-command`.
 */
import {
  createPeopleChanges,
  type Directory,
  type DirectoryPerson,
  DomainError,
  type Ids,
  type PeopleChanges,
  passwordLinkPath,
  systemActor,
} from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { createServiceSchema, disablePersonSchema, findingsOf, invitePersonSchema, roleSchema } from '@portal/types';
import { z } from 'zod';
import { askedOf } from '../command-options.ts';
import { complain, say } from '../say.ts';
import { onPortal } from './on-portal.ts';

const usage = `npm run admin -- people list
npm run admin -- people invite ADDRESS --name NAME --role ROLE [--team TEAM]
npm run admin -- people service NAME --role ROLE [--team TEAM]
npm run admin -- people link ADDRESS
npm run admin -- people role ADDRESS --role ROLE
npm run admin -- people team ADDRESS [--team TEAM]
npm run admin -- people remove-second-factor ADDRESS
npm run admin -- people disable ADDRESS --reason REASON
npm run admin -- people enable ADDRESS
npm run admin -- people pseudonymise ADDRESS

The verb service makes a service account, which signs in with tokens alone (npm run admin -- tokens create); it says by which address
the commands know it. ADDRESS is the person's e-mail address, ROLE one of ${roleSchema.options.join(', ')}; for the verb role also the name of one that
administrators made (npm run admin -- roles list). Links are printed this once.`;

const done = 0;
const refused = 1;
const unusable = 2;
const words = rendererFor();
const actor = systemActor('admin-command');

const knownOptions = {
  name: { type: 'string' },
  role: { type: 'string' },
  team: { type: 'string' },
  reason: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export interface PeopleCommand {
  readonly directory: Directory;
  readonly changes: PeopleChanges;
  readonly ids: Pick<Ids, 'next'>;
  /** Where people reach the portal. */
  readonly portalUrl: string;
}

type Options = Readonly<Partial<Record<'name' | 'role' | 'team' | 'reason', string | undefined>>>;
type Verb = (portal: PeopleCommand, address: string, options: Options) => Promise<string>;

export async function administerPeople(args: readonly string[]): Promise<number> {
  const asked = askedOf(args, knownOptions);
  if (asked?.values.help === true) {
    say(usage);
    return done;
  }
  return onPortal('admin-command', async ({ database: { directory, unitOfWork }, portalUrl }) => {
    const { systemClock: clock, systemIds: ids } = await import('@portal/db/system');
    const changes = createPeopleChanges({ unitOfWork, clock, ids });
    return carryOut({ directory, changes, ids, portalUrl }, args);
  });
}

export async function carryOut(portal: PeopleCommand, args: readonly string[]): Promise<number> {
  const asked = askedOf(args, knownOptions);
  const [name = '', address = '', ...more] = asked?.positionals ?? [];
  const verb = verbs[name];
  if (asked === null || verb === undefined || more.length > 0 || (address === '') !== (name === 'list')) {
    complain(usage);
    return unusable;
  }
  return tell(() => verb(portal, address, asked.values));
}

/** Says what was done, or why it was not. */
export async function tell(work: () => Promise<string>): Promise<number> {
  try {
    say(await work());
    return done;
  } catch (error) {
    const reasons = reasonsOf(error);
    if (reasons === null) throw error;
    for (const reason of reasons) complain(reason);
    return refused;
  }
}

/** Null for what is a fault of ours. */
function reasonsOf(error: unknown): readonly string[] | null {
  if (error instanceof z.ZodError) {
    return findingsOf(error.issues).map(({ path, reason }) => `${path.join('.')}: ${words(reason)}`);
  }
  if (!(error instanceof DomainError)) return null;
  const fields = error.details.fields?.flatMap(({ reason }) => (reason === undefined ? [] : [words(reason)])) ?? [];
  return fields.length > 0 ? fields : [words(error.reason)];
}

const verbs: Readonly<Record<string, Verb>> = {
  list: async ({ directory }) => (await everybody(directory)).map(lineOf).join('\n'),

  async invite({ directory, changes, ids, portalUrl }, email, { name, role, team }) {
    const input = invitePersonSchema.parse({ email, name, role, teamId: await teamGiven(directory, team) });
    const link = await changes.invite(actor, ids.next(), input);
    return `${input.name} <${input.email}> is invited as ${input.role}. ${linkText(portalUrl, link)}`;
  },

  async service({ directory, changes, ids }, name, { role, team }) {
    const input = createServiceSchema.parse({ name, role, teamId: await teamGiven(directory, team) });
    const id = ids.next();
    await changes.createService(actor, id, input);
    const account = await directory.person(id);
    return `${input.name} is a service account with the role ${input.role}, known as ${account?.email ?? id}.`;
  },

  async link({ directory, changes, portalUrl }, email) {
    const { id, name } = await personWith(directory, email);
    return `Earlier links of ${name} do not work any more. ${linkText(portalUrl, await changes.link(actor, id))}`;
  },

  async role({ directory, changes }, email, { role }) {
    const { id, name } = await personWith(directory, email);
    const given = await roleGiven(directory, role);
    await changes.change(actor, { id, ...given.held });
    return `${name} has the role ${given.name}.`;
  },

  async team({ directory, changes }, email, { team }) {
    const { id, name } = await personWith(directory, email);
    await changes.change(actor, { id, teamId: await teamGiven(directory, team) });
    return team === undefined ? `${name} is in no team.` : `${name} is in the team ${team}.`;
  },

  async 'remove-second-factor'({ directory, changes }, email) {
    const { id, name } = await personWith(directory, email);
    await changes.removeSecondFactor(actor, id);
    return `The password alone signs ${name} in.`;
  },

  async disable({ directory, changes }, email, { reason }) {
    const { id, name } = await personWith(directory, email);
    await changes.disable(actor, disablePersonSchema.parse({ id, reason }));
    return `${name} is disabled: signed out everywhere, and their tokens stop within a second.`;
  },

  async enable({ directory, changes }, email) {
    const { id, name } = await personWith(directory, email);
    await changes.enable(actor, id);
    return `${name} is enabled.`;
  },

  async pseudonymise({ directory, changes }, email) {
    const { id } = await personWith(directory, email);
    await changes.pseudonymise(actor, id);
    return `This person is ${(await directory.person(id))?.name} from now on, in the audit log too.`;
  },
};

const lineOf = ({ name, kind, email, role, customRole, team, state }: DirectoryPerson): string => {
  const called = customRole?.name ?? role;
  return [email, name, kind === 'service' ? `${called} (service account)` : called, team?.name ?? '-', state].join(
    '\t',
  );
};

/** A built-in role, or one that administrators made, by its name. */
async function roleGiven(directory: Directory, name: string | undefined) {
  const made = (await directory.roles()).find((each) => each.name.toLowerCase() === name?.toLowerCase());
  if (made !== undefined) return { name: made.name, held: { customRoleId: made.id } };
  const { role } = z.object({ role: roleSchema }).parse({ role: name });
  return { name: role, held: { role, customRoleId: null } };
}

const pageSize = 100;

async function everybody(directory: Directory): Promise<readonly DirectoryPerson[]> {
  const found: DirectoryPerson[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Directory['people']>> = await directory.people({
      limit: pageSize,
      ...(cursor !== null && { cursor }),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

export async function personWith(directory: Directory, email: string): Promise<DirectoryPerson> {
  const person = await directory.personByEmail(email);
  if (person === null) throw new DomainError('not_found', { code: 'no_such', params: { what: 'person' } });
  return person;
}

export async function teamNamed(directory: Directory, name: string): Promise<string> {
  const team = (await directory.teams()).find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (team === undefined) throw new DomainError('not_found', { code: 'no_such', params: { what: 'team' } });
  return team.id;
}

/** None for none. */
const teamGiven = async (directory: Directory, name: string | undefined): Promise<string | null> =>
  name === undefined ? null : teamNamed(directory, name);

/** Printed to standard output: the one place where the link is ever told. */
const linkText = (portalUrl: string, link: { readonly secret: string; readonly expiresAt: Date }): string =>
  `The password is set at this link, once, until ${link.expiresAt.toISOString()}:\n${portalUrl}${passwordLinkPath(link)}`;
