// What a migration needs of the server beside the tables. Asked before anything is changed: a first migration that fails leaves a
// database that says so for good, and a row that is written under an old transaction id stands among the sealed ones for good.
import type pg from 'pg';
import { MigrationRefusedError } from './history.ts';

/** The first migration makes `portal_app`, and whoever migrates gives it its password. */
export const assertMakesRoles = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    'SELECT rolname AS name FROM pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolcreaterole)',
  );
  const [owner] = rows;
  if (owner === undefined) return;
  throw new MigrationRefusedError(
    `The role ${owner.name} of DATABASE_URL may not make roles, and the application needs portal_app. Nothing was done. ` +
      `As an administrator of the server: ALTER ROLE ${owner.name} CREATEROLE (docs/database.md).`,
  );
};

export const hasTable = async (client: pg.Client, name: string): Promise<boolean> => {
  const { rowCount } = await client.query(`SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = $1`, [
    name,
  ]);
  return rowCount === 1;
};

/** A dump in a new server: its transactions have smaller ids than those in the audit log. */
export const assertCountsOn = async (client: pg.Client): Promise<void> => {
  if (!(await hasTable(client, 'audit_logs'))) return;
  const { rows } = await client.query<{ isBehind: boolean }>(
    `SELECT xact > pg_current_xact_id() AS "isBehind" FROM audit_logs ORDER BY xact DESC, id DESC LIMIT 1`,
  );
  if (rows[0]?.isBehind !== true) return;
  throw new MigrationRefusedError(
    'The server counts transactions from before those in the audit log, as after a restore into a new server: what is written ' +
      'now would stand before what is sealed. Nothing was done. Let the server go on from above the log with pg_resetwal, ' +
      'as docs/administration.md says under “Restore”.',
  );
};
