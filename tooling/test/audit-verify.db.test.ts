/** What `npm run audit:verify` tells, and its exit codes. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase, sealKeyOf } from '@portal/db';
import { createTestDatabase, eventually, silentLog } from '@portal/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { verifyAuditLog, verifyWith } from '../src/commands/audit-verify.ts';
import { usableEnv } from '../src/env.ts';
import { loadSecrets } from '../src/portal/secrets.ts';
import { printed, restorePrinting } from './printed.ts';
import { temporaryFolder } from './temporary-folder.ts';

afterEach(restorePrinting);
afterEach(() => vi.unstubAllEnvs());

const installation = async () => {
  const resources = new AsyncDisposableStack();
  const { appUrl, ownerUrl, owner } = resources.use(await createTestDatabase());
  const folder = resources.use(temporaryFolder());
  const database = createDatabase({ url: appUrl, log: silentLog, poolSize: 2 });
  resources.defer(() => database.close());
  const env = usableEnv({ PORTAL_DATA_DIR: folder.path });
  const secrets = await loadSecrets(folder.path);
  const file = join(folder.path, 'audit-checkpoints.jsonl');
  const settings = { secret: secrets.auditSealKey, file };
  return {
    access: { appUrl, ownerUrl, appPassword: '', env, secrets },
    owner,
    file,
    key: sealKeyOf(secrets.auditSealKey).publicKey,
    seal: () =>
      eventually('something to be sealed', async () => {
        await database.auditSeals.seal(settings, new AbortController().signal);
        return (await database.audit.integrity()).sealed;
      }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};

test('an intact log is told with its end, and an auditor needs the public key and a copy of the file alone', async () => {
  await using portal = await installation();
  const lines = printed();
  expect(await verifyWith(portal.access, {})).toBe(2);
  expect(lines.at(-1)).toBe('Nothing of the audit log is sealed yet.');
  const { rows } = await portal.seal();
  expect(await verifyWith(portal.access, {})).toBe(0);
  expect(lines.at(-1)).toMatch(new RegExp(`^The audit log is intact up to \\d{4}-.*Z \\(${rows} rows\\), seal 1\\.$`));
  const copy = `${portal.file}.copy`;
  writeFileSync(copy, readFileSync(portal.file));
  const secrets = { ...portal.access.secrets, auditSealKey: randomBytes(32).toString('base64url') };
  const outside = { ...portal.access, secrets };
  expect(await verifyWith(outside, { 'public-key': [portal.key], checkpoints: [copy] })).toBe(0);
  expect(await verifyWith(outside, { checkpoints: [copy] })).toBe(1);
  expect(await verifyWith(outside, { checkpoints: [`${copy}.gone`] })).toBe(2);
});

test('a database that does not answer is no damage: it is told with what the server said, and ends with 2', async () => {
  await using portal = await installation();
  const url = new URL(portal.access.appUrl);
  url.password = 'not-the-password';
  vi.stubEnv('DATABASE_URL', portal.access.ownerUrl);
  vi.stubEnv('DATABASE_APP_URL', url.href);
  vi.stubEnv('PORTAL_DATA_DIR', portal.access.env.PORTAL_DATA_DIR);
  const lines = printed();
  expect(await verifyAuditLog([])).toBe(2);
  expect(lines.at(-1)).toBe(
    'The portal is busy or its database does not answer. Try again in a moment. (password authentication failed for user "portal_app")',
  );
});

test('damage is told in words with the row, and ends with 1', async () => {
  await using portal = await installation();
  const lines = printed();
  await portal.seal();
  const client = await portal.owner.connect();
  await client.query('BEGIN');
  await client.query('SET LOCAL session_replication_role = replica');
  const { rows } = await client.query<{ id: string }>(
    `UPDATE audit_logs SET actor_name = 'somebody' WHERE id = (SELECT id FROM audit_logs ORDER BY audit_logs.xact, id LIMIT 1)
     RETURNING id`,
  );
  await client.query('COMMIT');
  client.release();
  expect(await verifyWith(portal.access, {})).toBe(1);
  expect(lines.join('\n')).toMatch(new RegExp(`Row ${rows[0]?.id} of the audit log, written .* was changed`));
  expect(lines.at(-1)).toBe('Nothing before it is sealed.');
});
