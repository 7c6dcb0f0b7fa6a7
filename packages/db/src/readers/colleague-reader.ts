// Whom somebody may give VMs to: a few names at a time, for whoever chooses one.
import { type ColleagueReader, canaryOwnerId } from '@portal/domain';
import type pg from 'pg';
import { personRow } from '../rows/portal.ts';
import { isUuid } from '../uuid.ts';
import { personColumns } from './people-reader.ts';
import { SqlParameters } from './sql.ts';

const people = `SELECT ${personColumns} FROM users AS u LEFT JOIN teams AS t ON t.id = u.team_id
  WHERE u.id <> '${canaryOwnerId}' AND u.disabled_at IS NULL`;

/** Found as it stands: `%`, `_` and `\\` mean themselves. */
const containing = (q: string): string => `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

export const createColleagueReader = (pool: pg.Pool): ColleagueReader => ({
  async list({ scope, roles, q, limit }) {
    const parameters = new SqlParameters();
    const conditions = [`u.role = ANY (${parameters.add(roles)})`];
    if (scope.kind === 'team') conditions.push(`u.team_id = ${parameters.add(scope.teamId)}::uuid`);
    if (scope.kind === 'self') conditions.push(`u.id = ${parameters.add(scope.userId)}::uuid`);
    if (q) {
      const pattern = parameters.add(containing(q));
      conditions.push(`(u.name ILIKE ${pattern} OR u.email ILIKE ${pattern})`);
    }
    const text = `${people} AND ${conditions.join(' AND ')} ORDER BY lower(u.name) LIMIT ${parameters.add(limit)}`;
    const { rows } = await pool.query<Record<string, unknown>>(text, parameters.values);
    return rows.map((row) => personRow.parse(row));
  },

  async find(idOrEmail) {
    const by = isUuid(idOrEmail) ? 'u.id = $1::uuid' : 'u.email = lower($1)';
    const { rows } = await pool.query<Record<string, unknown>>(`${people} AND ${by}`, [idOrEmail]);
    return rows[0] === undefined ? null : personRow.parse(rows[0]);
  },
});
