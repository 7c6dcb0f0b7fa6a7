// A portal whose audit trail is sealed, verified and tampered with as a test has it.
import { randomBytes } from 'node:crypto';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditVerification } from '@portal/domain';
import { eventually } from '@portal/testing';
import { sealKeyOf } from '../src/index.ts';
import { type PortalFixture, portalFixture } from './portal-fixture.ts';

export const secret = randomBytes(32).toString('base64url');
export const { publicKey } = sealKeyOf(secret);
export const never = new AbortController().signal;

export interface Sealed extends PortalFixture {
  readonly file: string;
  /** What is settled by now. */
  sealOnce(key?: string): Promise<void>;
  /** Everything: transactions of other databases of the server are waited for, since they count, too. */
  seal(key?: string): Promise<void>;
  verify(given?: { readonly trusted?: readonly string[]; readonly from?: number }): Promise<AuditVerification>;
  /** Adds so many rows, each by a transaction of its own. */
  write(rows: number): Promise<void>;
  /** As a superuser can: past every trigger. */
  tamper(statement: string, values?: readonly unknown[]): Promise<void>;
  /** Ids of the rows in the order in which they are sealed. */
  ids(): Promise<readonly string[]>;
}

export const aRow = `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, address, detail)
  SELECT 'system', 'test', 'Müller „Test“', 'team.created', 'team', 'number ' || n, 'succeeded', '192.0.2.1',
    jsonb_build_object('n', n, 'text', E'ä\\n😀', 'half', 0.50)`;

export const sealedFixture = async (): Promise<Sealed> => {
  const resources = new AsyncDisposableStack();
  const portal = resources.use(await portalFixture());
  const folder = resources.use(await mkdtempDisposable(join(tmpdir(), 'portal-seals-')));
  const file = join(folder.path, 'checkpoints.jsonl');
  const { auditSeals } = portal.database;
  const sealOnce = (key = secret) => auditSeals.seal({ secret: key, file }, never);
  return {
    ...portal,
    file,
    sealOnce,
    async seal(key) {
      await eventually('every row to be settled', async () => {
        const { rows } = await portal.owner.query(
          'SELECT FROM audit_logs WHERE xact >= pg_snapshot_xmin(pg_current_snapshot())',
        );
        return rows.length === 0;
      });
      await sealOnce(key);
    },
    verify: ({ trusted = [publicKey], from } = {}) =>
      auditSeals.verify({
        trusted: new Set(trusted),
        files: [file],
        signal: never,
        ...(from !== undefined && { from }),
      }),
    async write(rows) {
      for (let n = 0; n < rows; n += 1) await portal.owner.query(`${aRow} FROM (VALUES (${n})) AS v (n)`);
    },
    async tamper(statement, values = []) {
      const client = await portal.owner.connect();
      try {
        await client.query('BEGIN');
        await client.query('SET LOCAL session_replication_role = replica');
        await client.query(statement, [...values]);
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    },
    ids: async () =>
      (await portal.owner.query<{ id: string }>('SELECT id FROM audit_logs ORDER BY audit_logs.xact, id')).rows.map(
        ({ id }) => id,
      ),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
