// People, teams and roles as their administration reads them, by name. The owner of canaries' VMs is nobody, and never among them.
import {
  canaryOwnerId,
  type Directory,
  type DirectoryPerson,
  type DirectoryRole,
  type DirectoryRows,
} from '@portal/domain';
import { personKinds, personStates, roleSchema, type Team, teamSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { Prisma } from '../generated/client.ts';
import { personRow } from '../rows/portal.ts';
import { singleSignOnProvider } from '../single-sign-on-provider.ts';
import { isUuid } from '../uuid.ts';
import type { Client } from './by-key.ts';
import { decodeIdCursor, pageById } from './cursors.ts';
import { customRoleColumn } from './people-reader.ts';
import { SqlParameters } from './sql.ts';

const directoryRow = personRow.extend({
  version: z.int(),
  kind: z.enum(personKinds),
  state: z.enum(personStates),
  disabledAt: z.date().nullable(),
  disabledReason: z.string().nullable(),
  hasSecondFactor: z.boolean(),
  hasSingleSignOn: z.boolean(),
  createdAt: z.date(),
  lastSignInAt: z.date().nullable(),
}) satisfies z.ZodType<DirectoryPerson>;

const state = `CASE WHEN u.disabled_at IS NOT NULL THEN 'disabled'
  WHEN u.kind = 'service' OR EXISTS (SELECT FROM accounts AS a WHERE a.user_id = u.id) THEN 'active' ELSE 'invited' END`;

const select = `SELECT u.id, u.version, u.kind, u.name, u.email, u.role, ${customRoleColumn}, ${state} AS state, u.disabled_at AS "disabledAt",
    u.disabled_reason AS "disabledReason",
    EXISTS (SELECT FROM authenticators AS f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
      OR EXISTS (SELECT FROM passkeys AS k WHERE k.user_id = u.id) AS "hasSecondFactor",
    EXISTS (SELECT FROM accounts AS o WHERE o.user_id = u.id AND o.provider_id = '${singleSignOnProvider}') AS "hasSingleSignOn",
    u.created_at AS "createdAt", u.last_signed_in_at AS "lastSignInAt",
    CASE WHEN t.id IS NOT NULL THEN json_build_object('id', t.id, 'name', t.name) END AS team
  FROM users AS u LEFT JOIN teams AS t ON t.id = u.team_id WHERE u.id <> '${canaryOwnerId}'`;

const selectTeams = `SELECT t.id, t.version, t.name, (SELECT count(*)::int FROM users AS u WHERE u.team_id = t.id) AS people
  FROM teams AS t`;

const roleRow = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  base: roleSchema,
  scopes: z.array(z.string()),
  people: z.int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  removedAt: z.date().nullable(),
}) satisfies z.ZodType<DirectoryRole>;

const selectRoles = `SELECT r.id, r.version, r.name, r.base, r.scopes, r.created_at AS "createdAt", r.updated_at AS "updatedAt",
    r.removed_at AS "removedAt", (SELECT count(*)::int FROM users AS u WHERE u.custom_role_id = r.id) AS people
  FROM custom_roles AS r`;

const roleOf = (rows: readonly unknown[]): DirectoryRole | null =>
  rows[0] === undefined ? null : roleRow.parse(rows[0]);

const firstOf = (rows: readonly unknown[]): DirectoryPerson | null =>
  rows[0] === undefined ? null : directoryRow.parse(rows[0]);

const teamOf = (rows: readonly unknown[]): Team | null => (rows[0] === undefined ? null : teamSchema.parse(rows[0]));

const pageStatement = ({ q, kind, role, state: wanted, team, cursor, limit }: Parameters<Directory['people']>[0]) => {
  const parameters = new SqlParameters();
  const conditions: string[] = [];
  if (q) {
    const part = parameters.add(q.toLowerCase());
    conditions.push(`(position(${part} IN lower(u.name)) > 0 OR position(${part} IN u.email) > 0)`);
  }
  if (kind !== undefined) conditions.push(`u.kind = ${parameters.add(kind)}`);
  if (role !== undefined) conditions.push(`u.role = ${parameters.add(role)}`);
  if (wanted !== undefined) conditions.push(`${state} = ${parameters.add(wanted)}`);
  if (team !== undefined) conditions.push(isUuid(team) ? `u.team_id = ${parameters.add(team)}::uuid` : 'false');
  if (cursor !== undefined) {
    const last = parameters.add(decodeIdCursor(cursor));
    conditions.push(`lower(u.name) > (SELECT lower(name) FROM users WHERE id = ${last}::uuid)`);
  }
  const text = `${[select, ...conditions].join(' AND ')} ORDER BY lower(u.name) LIMIT ${parameters.add(limit + 1)}`;
  return { text, values: parameters.values };
};

export const createDirectory = (pool: pg.Pool): Directory => {
  const query = async (text: string, values: readonly unknown[]) =>
    (await pool.query<Record<string, unknown>>(text, [...values])).rows;
  return {
    person: async (id) => (isUuid(id) ? firstOf(await query(`${select} AND u.id = $1`, [id])) : null),
    personByEmail: async (email) => firstOf(await query(`${select} AND u.email = lower($1)`, [email])),
    people: async (filter) => {
      const { text, values } = pageStatement(filter);
      const rows = await query(text, values);
      return pageById(
        rows.map((row) => directoryRow.parse(row)),
        filter.limit,
      );
    },
    team: async (id) => (isUuid(id) ? teamOf(await query(`${selectTeams} WHERE t.id = $1`, [id])) : null),
    teams: async () =>
      (await query(`${selectTeams} ORDER BY lower(t.name), t.id`, [])).map((row) => teamSchema.parse(row)),
    role: async (id) => (isUuid(id) ? roleOf(await query(`${selectRoles} WHERE r.id = $1`, [id])) : null),
    roles: async () =>
      (await query(`${selectRoles} WHERE r.removed_at IS NULL ORDER BY lower(r.name)`, [])).map((row) =>
        roleRow.parse(row),
      ),
  };
};

const idOf = (row: { readonly id: string } | null): string | null => row?.id ?? null;
const justId = { id: true } as const;

/** In a transaction. */
export const directoryRows = (client: Client): DirectoryRows => ({
  person: async (id) =>
    isUuid(id)
      ? firstOf(await client.$queryRaw<unknown[]>`${Prisma.raw(select)} AND u.id = ${id}::uuid FOR NO KEY UPDATE OF u`)
      : null,
  team: async (id) =>
    isUuid(id) ? client.team.findUnique({ where: { id }, select: { id: true, version: true, name: true } }) : null,
  personWithEmail: async (email) => idOf(await client.user.findUnique({ where: { email }, select: justId })),
  teamNamed: async (name) =>
    idOf(await client.team.findFirst({ where: { name: { equals: name, mode: 'insensitive' } }, select: justId })),
  role: async (id) => {
    if (!isUuid(id)) return null;
    const role = roleOf(await client.$queryRaw<unknown[]>`${Prisma.raw(selectRoles)} WHERE r.id = ${id}::uuid`);
    return role?.removedAt === null ? role : null;
  },
  roleNamed: async (name) =>
    idOf(
      await client.customRole.findFirst({
        where: { name: { equals: name, mode: 'insensitive' }, removedAt: null },
        select: justId,
      }),
    ),
  hasOtherAdministrator: async (userId) => {
    const unnarrowed = { role: 'admin', customRoleId: null } as const;
    return (
      (await client.user.count({
        where: { ...unnarrowed, kind: 'person', disabledAt: null, id: { not: userId } },
      })) > 0
    );
  },
});
