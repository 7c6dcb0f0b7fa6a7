// Who somebody is: the person behind a session's user id. A changed role counts at once.
import type { HeldRole, UserPrincipal } from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { CachedPeople } from '../cached-people.ts';
import type { FeedHub } from '../feed-hub.ts';
import { Prisma } from '../generated/client.ts';
import { personRow } from '../rows/portal.ts';
import { isUuid } from '../uuid.ts';
import type { Client } from './by-key.ts';
import { sharedColumn, sharedFrom } from './shared-sql.ts';

export interface People {
  /** The person of a session; null when there is none, or while they are disabled. */
  ofSession(session: { readonly id: string; readonly userId: string }): Promise<UserPrincipal | null>;
  /** Those of the addresses whose person has a password or a token that still counts, by name. */
  whoCanSignIn(emails: readonly string[]): Promise<readonly { readonly name: string; readonly email: string }[]>;
  /** By name. */
  teams(): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

/** Of `users AS u`; null where nothing narrows their role. */
export const customRoleColumn = `(SELECT json_build_object('id', r.id, 'name', r.name, 'scopes', r.scopes)
    FROM custom_roles AS r WHERE r.id = u.custom_role_id) AS "customRole"`;

export const personColumns = `u.id, u.name, u.email, u.role, ${customRoleColumn},
  CASE WHEN t.id IS NOT NULL THEN json_build_object('id', t.id, 'name', t.name) END AS team`;

/** Of whoever acts. */
export const actorColumns = `${personColumns}, ${sharedColumn}`;
export const actorRow = personRow.extend({ shared: sharedFrom });

const addressee = z.object({ name: z.string(), email: z.string() });
const teamRow = z.object({ id: z.string(), name: z.string() });

export const personOf = (row: z.infer<typeof actorRow>) => ({
  userId: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  ...(row.customRole !== null && { customRole: row.customRole }),
  team: row.team,
  ...(row.shared !== undefined && { shared: row.shared }),
});

const readPerson = async (pool: pg.Pool, userId: string) => {
  const { rows } = await pool.query<Record<string, unknown>>({
    name: 'portal_person',
    text: `SELECT ${actorColumns} FROM users AS u LEFT JOIN teams AS t ON t.id = u.team_id
      WHERE u.id = $1 AND u.disabled_at IS NULL`,
    values: [userId],
  });
  return rows[0] === undefined ? null : actorRow.parse(rows[0]);
};

export const enabledPerson = async (client: Client, userId: string): Promise<HeldRole | null> => {
  const [row] = await client.$queryRaw<unknown[]>`
    SELECT ${Prisma.raw(personColumns)} FROM users AS u LEFT JOIN teams AS t ON t.id = u.team_id
    WHERE u.id = ${userId}::uuid AND u.disabled_at IS NULL`;
  return row === undefined ? null : personRow.parse(row);
};

export const createPeople = (pool: pg.Pool, hub: FeedHub): People => {
  const people = new CachedPeople<z.infer<typeof actorRow>>(hub);
  return {
    ofSession: async ({ id: sessionId, userId }) => {
      if (!isUuid(userId)) return null;
      const row = await people.read(userId, () => readPerson(pool, userId));
      return row === null ? null : { kind: 'user', sessionId, ...personOf(row) };
    },
    whoCanSignIn: async (emails) => {
      const { rows } = await pool.query<Record<string, unknown>>(
        `SELECT u.name, u.email FROM users AS u
       WHERE u.email = ANY ($1) AND u.disabled_at IS NULL AND (EXISTS (SELECT FROM accounts AS a WHERE a.user_id = u.id AND a.password IS NOT NULL)
         OR EXISTS (SELECT FROM api_tokens AS t WHERE t.user_id = u.id AND t.revoked_at IS NULL))
       ORDER BY u.name`,
        [emails],
      );
      return rows.map((row) => addressee.parse(row));
    },
    teams: async () => {
      const { rows } = await pool.query<Record<string, unknown>>('SELECT id, name FROM teams ORDER BY name');
      return rows.map((row) => teamRow.parse(row));
    },
  };
};
