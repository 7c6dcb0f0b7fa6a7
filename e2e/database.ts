/** The hand behind the portal's database: keeps tables from it for a while, so that pages fail for real. */
import { Client } from 'pg';
import { inject } from 'vitest';

const said = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: inject('databaseOwnerUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** Until it is disposed of, whatever reads the tables fails. */
export async function withheld(...tables: readonly string[]): Promise<AsyncDisposable> {
  const names = tables.join(', ');
  await said(`REVOKE SELECT ON ${names} FROM portal_app`);
  return { [Symbol.asyncDispose]: () => said(`GRANT SELECT ON ${names} TO portal_app`) };
}

/** As the portal itself would: a leftover lock on a VM, with the audit row that explains it. */
export const lockLeftBehind = (deploymentId: string, vmid: number): Promise<void> =>
  said(`WITH found AS (
    INSERT INTO problem (code, subject_type, subject_id, params)
    VALUES ('lock_left_behind', 'deployment', '${deploymentId}', '{"vmid": ${vmid}, "node": "pve1", "lock": "snapshot"}')
    RETURNING id)
  INSERT INTO audit_log (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
  SELECT 'system', 'test', 'test', 'problem.raised', 'problem', id::text, 'succeeded' FROM found`);
