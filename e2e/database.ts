/** The hand behind the portal's database: keeps tables from it for a while, so that pages fail for real. */
import { Client } from 'pg';
import { databaseOwnerUrl } from './facts.ts';

const said = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: databaseOwnerUrl });
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

/** Until it is disposed of, whatever reads other columns of the table fails. */
export async function withheldBut(columns: readonly string[], table: string): Promise<AsyncDisposable> {
  await said(`REVOKE SELECT ON ${table} FROM portal_app`);
  await said(`GRANT SELECT (${columns.join(', ')}) ON ${table} TO portal_app`);
  return { [Symbol.asyncDispose]: () => said(`GRANT SELECT ON ${table} TO portal_app`) };
}

/** Until it is disposed of, whatever reads the tables waits for an answer. */
export async function held(...tables: readonly string[]): Promise<AsyncDisposable> {
  const client = new Client({ connectionString: databaseOwnerUrl });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  return { [Symbol.asyncDispose]: () => client.end() };
}

const onRecord = (found: string, action: string): Promise<void> =>
  said(`WITH found AS (${found} RETURNING id)
    INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
    SELECT 'system', 'test', 'test', '${action}', 'problem', id::text, 'succeeded' FROM found`);

/** Deleted VMs like the one given, each a second older than the one before, until it is disposed of. */
export async function deletedLike(id: string, count: number, nameOf: string): Promise<AsyncDisposable> {
  const asReplica = (statement: string) =>
    said(`BEGIN; SET LOCAL session_replication_role = 'replica'; ${statement}; COMMIT`);
  await asReplica(`INSERT INTO deployments SELECT copy.* FROM deployments AS d, generate_series(1, ${count}) AS n,
    jsonb_populate_record(d, jsonb_build_object('id', '0190b000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), 'name', '${nameOf}-' || n, 'rest', 'deleted',
      'status', 'deleted', 'created_at', d.created_at - make_interval(secs => n))) AS copy WHERE d.id = '${id}'`);
  return {
    [Symbol.asyncDispose]: () => asReplica(`DELETE FROM deployments WHERE name ~ '^${nameOf}-\\d+$'`),
  };
}

/** A task that ended with warnings, which nobody but an administrator takes off the list; resolved when it is disposed of. */
export async function taskWarned(deploymentId: string): Promise<AsyncDisposable> {
  const params = { vmid: 4323, node: 'pve1', task: 'qmdestroy', upid: 'UPID:test', lines: ['something was left'] };
  await onRecord(
    `INSERT INTO problems (code, subject_type, subject_id, params)
     VALUES ('task_warnings', 'deployment', '${deploymentId}', '${JSON.stringify(params)}')`,
    'problem.raised',
  );
  const mine = `code = 'task_warnings' AND subject_id = '${deploymentId}'`;
  return {
    [Symbol.asyncDispose]: () => onRecord(`UPDATE problems SET resolved_at = now() WHERE ${mine}`, 'problem.resolved'),
  };
}
