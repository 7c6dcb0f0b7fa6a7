/**
 * `npm run admin -- teams …`: teams listed, made and renamed, by the portal's own rules, as the job `admin-command`.
 */
import { createPeopleChanges, type Directory, type Ids, type PeopleChanges, systemActor } from '@portal/domain';
import { createTeamSchema } from '@portal/types';
import { askedOf } from '../command-options.ts';
import { complain } from '../say.ts';
import { teamNamed, tell } from './admin-people.ts';
import { onPortal } from './on-portal.ts';

const usage = `npm run admin -- teams list
npm run admin -- teams create NAME
npm run admin -- teams rename NAME --to NAME`;

const unusable = 2;
const actor = systemActor('admin-command');

interface TeamsCommand {
  readonly directory: Directory;
  readonly changes: PeopleChanges;
  readonly ids: Pick<Ids, 'next'>;
}

export async function administerTeams(args: readonly string[]): Promise<number> {
  return onPortal('admin-command', async ({ database: { directory, unitOfWork } }) => {
    const { systemClock: clock, systemIds: ids } = await import('@portal/db/system');
    return carryOut({ directory, changes: createPeopleChanges({ unitOfWork, clock, ids }), ids }, args);
  });
}

export async function carryOut(portal: TeamsCommand, args: readonly string[]): Promise<number> {
  const asked = askedOf(args, { to: { type: 'string' } });
  const work = asked === null ? null : workOf(portal, asked.positionals, asked.values.to);
  if (work === null) {
    complain(usage);
    return unusable;
  }
  return tell(work);
}

/** Null for what is no such command. */
function workOf(
  { directory, changes, ids }: TeamsCommand,
  [verb, name, ...more]: readonly string[],
  to: string | undefined,
): (() => Promise<string>) | null {
  if (more.length > 0) return null;
  if (verb === 'list' && name === undefined && to === undefined) {
    return async () => (await directory.teams()).map((team) => `${team.name}\t${team.people}`).join('\n');
  }
  if (verb === 'create' && name !== undefined && to === undefined) {
    return async () => {
      const team = createTeamSchema.parse({ name });
      await changes.createTeam(actor, { id: ids.next(), ...team });
      return `There is a team ${team.name}.`;
    };
  }
  if (verb !== 'rename' || name === undefined || to === undefined) return null;
  return async () => {
    const team = createTeamSchema.parse({ name: to });
    await changes.renameTeam(actor, { id: await teamNamed(directory, name), ...team });
    return `The team ${name} is called ${team.name}.`;
  };
}
