/** `npm run admin -- ROOM …`: the administration as commands, for whoever can reach the database. */
import { complain } from '../say.ts';

const rooms: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  tokens: async (args) => (await import('./admin-tokens.ts')).administerTokens(args),
  people: async (args) => (await import('./admin-people.ts')).administerPeople(args),
  roles: async (args) => (await import('./admin-roles.ts')).administerRoles(args),
  teams: async (args) => (await import('./admin-teams.ts')).administerTeams(args),
};

const unusable = 2;

export async function administer(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args.filter((arg) => arg !== '--');
  const room = rooms[name];
  if (room !== undefined) return room(rest);
  complain(
    `npm run admin -- ROOM …, where ROOM is one of ${Object.keys(rooms).join(', ')}; each tells more with --help.`,
  );
  return unusable;
}
