/**
 * `npm run admin -- roles …`: the roles that administrators make, by the portal's own rules, as the job `admin-command`.
 */
import {
  createRoleChanges,
  type Directory,
  type DirectoryRole,
  type Ids,
  notFound,
  type RoleChanges,
  systemActor,
} from '@portal/domain';
import { changeRoleSchema, createRoleSchema, roleSchema } from '@portal/types';
import { askedOf } from '../command-options.ts';
import { complain } from '../say.ts';
import { tell } from './admin-people.ts';
import { onPortal } from './on-portal.ts';

const usage = `npm run admin -- roles list
npm run admin -- roles create NAME --base ROLE --scopes SCOPE,SCOPE
npm run admin -- roles change NAME [--to NAME] [--scopes SCOPE,SCOPE]
npm run admin -- roles remove NAME

ROLE is the built-in one that it narrows: ${roleSchema.options.join(', ')}. SCOPE is read, deployments:start, deployments:* or *.`;

const unusable = 2;
const actor = systemActor('admin-command');

const knownOptions = { base: { type: 'string' }, scopes: { type: 'string' }, to: { type: 'string' } } as const;
type Options = Readonly<Partial<Record<keyof typeof knownOptions, string | undefined>>>;

export interface RolesCommand {
  readonly directory: Directory;
  readonly changes: RoleChanges;
  readonly ids: Pick<Ids, 'next'>;
}

export async function administerRoles(args: readonly string[]): Promise<number> {
  return onPortal('admin-command', async ({ database: { directory, unitOfWork } }) => {
    const { systemClock: clock, systemIds: ids } = await import('@portal/db/system');
    return carryOut({ directory, changes: createRoleChanges({ unitOfWork, clock }), ids }, args);
  });
}

export async function carryOut(portal: RolesCommand, args: readonly string[]): Promise<number> {
  const asked = askedOf(args, knownOptions);
  const [verbName = '', name = '', ...more] = asked?.positionals ?? [];
  const verb = verbs[verbName];
  if (asked === null || verb === undefined || more.length > 0 || (name === '') !== (verbName === 'list')) {
    complain(usage);
    return unusable;
  }
  return tell(() => verb(portal, name, asked.values));
}

const scopesIn = (list: string | undefined) => list?.split(',').map((scope) => scope.trim());

export async function roleNamed(directory: Directory, name: string): Promise<DirectoryRole> {
  const role = (await directory.roles()).find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (role === undefined) throw notFound('role');
  return role;
}

const verbs: Readonly<Record<string, (portal: RolesCommand, name: string, options: Options) => Promise<string>>> = {
  list: async ({ directory }) =>
    (await directory.roles())
      .map(({ name, base, people, scopes }) => [name, base, people, scopes.join(',')].join('\t'))
      .join('\n'),

  async create({ changes, ids }, name, { base, scopes }) {
    const input = createRoleSchema.parse({ name, base, scopes: scopesIn(scopes) });
    await changes.create(actor, ids.next(), input);
    return `There is a role ${input.name}, which narrows ${input.base}.`;
  },

  async change({ directory, changes }, name, { to, scopes }) {
    const { id } = await roleNamed(directory, name);
    const input = changeRoleSchema.parse({ id, name: to, scopes: scopesIn(scopes) });
    await changes.change(actor, input);
    return `The role ${input.name ?? name} is changed.`;
  },

  async remove({ directory, changes }, name) {
    const { id } = await roleNamed(directory, name);
    await changes.remove(actor, id);
    return `The role ${name} is removed.`;
  },
};
