import { Change } from '@portal/domain';
import { aDeployment, silentLog } from '@portal/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, UnauditedMutationError } from '../src/index.ts';
import { actor, onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

/** Tables without a guard of their own, each with the reason. A new table is not here: it gets a trigger. */
const exempt: Readonly<Record<string, string>> = {
  audit_logs: 'is the trail itself; refuses every change',
  api_token_uses: 'when and from where a token was used, in blocks; a new address has an audit row of its own',
  audit_seals:
    'what proves that the trail is whole; refuses every change, and a row of the trail about it would need a seal itself',
  audit_erasures:
    'which rows left the trail, or were pseudonymised; refuses every change, and a row of the trail proves each run',
  audit_checkpoints: 'up to where seals were sent; nobody’s act',
  audit_verifications: 'what recomputing the trail came to; nobody’s act',
  claims: 'who works on what, for seconds; no act on anything',
  console_tickets: 'lets somebody open a console once, within half a minute; opening and closing one is audited',
  cluster_capacity_days: 'what PVE showed, and nobody’s act; the most of each day',
  cluster_observations: 'what PVE showed, and nobody’s act; overwritten by each look',
  guest_figures: 'what PVE recorded of a VM, and nobody’s act; kept for a moment',
  task_logs: 'what PVE wrote of a task, and nobody’s act; kept for a moment',
  problem_last_seen: 'when a problem was last found again: nobody’s act; overwritten each time',
  messages: 'whom a row of the trail is told to, and whether they have read it; nobody’s act',
  message_mails: 'which messages are on their way by mail; nobody’s act',
  feed_cursors: 'up to where the trail was followed; nobody’s act',
  idempotency_keys: 'what was asked under which key, and nobody’s act; what was done is audited with what it changed',
  deployment_search: 'derived from deployments by a trigger; the application may only read it',
  verifications: 'Better Auth: short-lived codes, nothing about a person changes with them',
  webhook_deliveries: 'what is on its way, and what came of it; nobody’s act',
  request_counts: 'how many requests were made within a minute, and nobody’s act; of a refusal there is an audit row',
  sign_in_buckets: 'counts failures, and is nobody’s act; the application cannot see it',
  sign_in_places: 'counts failures, and is nobody’s act; the application cannot see it',
  _prisma_migrations: 'written by the migration command alone',
};

test('every table has a guard, writes its own audit rows, or stands among the exceptions with a reason', async () => {
  await using portal = await portalFixture();
  const { rows } = await portal.owner.query<{ name: string; guards: string[] }>(`
    SELECT c.relname AS name, coalesce(array_agg(DISTINCT p.proname::text) FILTER (WHERE p.proname IS NOT NULL), '{}') AS guards
    FROM pg_class AS c
    LEFT JOIN pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled = 'O'
    LEFT JOIN pg_proc AS p ON p.oid = t.tgfoid AND p.proname IN ('portal_require_audit', 'portal_write_audit')
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.relname`);
  const unguarded = rows.filter(({ guards }) => guards.length === 0).map(({ name }) => name);
  expect(unguarded.toSorted()).toEqual(Object.keys(exempt).toSorted());
  expect(rows.length).toBeGreaterThan(unguarded.length);
});

test('every guard watches insert and update, and delete where the application may delete', async () => {
  await using portal = await portalFixture();
  const { rows } = await portal.owner.query(`
    SELECT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid
    WHERE p.proname IN ('portal_require_audit', 'portal_write_audit')
      AND (t.tgtype & 4 = 0 OR t.tgtype & 16 = 0
        OR (t.tgtype & 8 = 0 AND has_table_privilege('portal_app', c.oid, 'DELETE')))`);
  expect(rows).toEqual([]);
});

test('every column of every table is classed as track, ignore or secret', async () => {
  await using portal = await portalFixture();
  const { rows } = await portal.owner.query(`
    SELECT c.relname || '.' || a.attname AS column FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
      AND a.attnum > 0 AND NOT a.attisdropped
      AND coalesce(col_description(a.attrelid, a.attnum), '') !~ '^audit: (track|ignore|secret)$'`);
  expect(rows).toEqual([]);
});

test('through packages/db, rows whose audit row is about something else are refused', async () => {
  await using portal = await portalFixture();
  const mine = await portal.deploy(await portal.person());
  const other = await portal.deploy(await portal.person());
  const change = onDeployment(other.id, [
    { kind: 'deployment.update', row: { ...mine, version: 2, purpose: 'unseen' }, read: mine },
  ]);
  await expect(portal.commit(change)).rejects.toBeInstanceOf(UnauditedMutationError);
  expect((await portal.database.engine.deployment(mine.id))?.purpose).toBeNull();
});

/** Each a mutation without an audit row, as the application could send it by raw SQL. */
const mutations: Readonly<Record<string, string>> = {
  'a new team': `INSERT INTO teams (id, name) VALUES (portal_uuidv7(), 'shadow team')`,
  'a second factor': `INSERT INTO authenticators (user_id, sealed_secret) SELECT id, 'x' FROM users LIMIT 1`,
  'a passkey': `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, counter)
    SELECT portal_uuidv7(), id, 'mine', 'x', '\\x00', 0 FROM users LIMIT 1`,
  'a kept key': `INSERT INTO ssh_keys (id, user_id, name, public_key, key_hash)
    SELECT portal_uuidv7(), id, 'mine', 'ssh-ed25519 AAAA', repeat('0', 64) FROM users LIMIT 1`,
  'a saved view': `INSERT INTO saved_views (id, user_id, name, filters)
    SELECT portal_uuidv7(), id, 'mine', '{}' FROM users LIMIT 1`,
  'a choice of mail': `INSERT INTO mail_choices (user_id, kinds, locale) SELECT id, '{}', 'en' FROM users LIMIT 1`,
  'a star':
    'INSERT INTO starred_templates (user_id, template_id) SELECT u.id, t.id FROM users AS u, templates AS t LIMIT 1',
  'a changed status': `UPDATE deployments SET status = 'deleted', rest = 'deleted'`,
  'a longer lease': `UPDATE deployments SET delete_at = delete_at + interval '1 year'`,
  'a wider id range': 'UPDATE clusters SET vmid_min = 100',
  'a withdrawn template': `UPDATE templates SET state = 'disabled'`,
  'a revoked token': 'UPDATE api_tokens SET revoked_at = now()',
  'a token that lasts longer': `UPDATE api_tokens SET expires_at = now() + interval '1 year'`,
  'a stolen reservation': `INSERT INTO vmid_reservations (cluster_id, vmid, state, deployment_id)
    SELECT cluster_id, 5001, 'reserved', id FROM deployments`,
  'a snapshot': `INSERT INTO deployment_snapshots (id, deployment_id, name, label, status, created_at)
    SELECT portal_uuidv7(), id, 'snap1', 'mine', 'ready', now() FROM deployments`,
  'a share': `INSERT INTO deployment_shares (id, deployment_id, user_id, level, created_at)
    SELECT portal_uuidv7(), id, owner_id, 'operate', now() FROM deployments`,
  'an offer': `INSERT INTO deployment_handovers (id, deployment_id, user_id, offered_by, offered_at, ends_at)
    SELECT portal_uuidv7(), id, owner_id, owner_id, now(), now() + interval '1 day' FROM deployments`,
  'a key to the guest': `INSERT INTO guest_access (deployment_id, ssh_keys)
    SELECT id, ARRAY['ssh-ed25519 AAAA'] FROM deployments`,
  'a canary': `INSERT INTO canary_runs (id, template_id, template_version, trigger, outcome, started_at)
    SELECT portal_uuidv7(), id, 1, 'request', 'running', now() FROM templates`,
  'a problem': `INSERT INTO problems (code, subject_type, subject_id, params) VALUES ('task_warnings', 'portal', 'x', '{}')`,
  'a forged step': `INSERT INTO deployment_steps (id, deployment_id, operation, name, status, started_at)
    SELECT portal_uuidv7(), id, 'provision', 'ready', 'running', now() FROM deployments`,
};

const INSUFFICIENT_PRIVILEGE = '42501';

/** Each a way around the guard that the application's role does not have. */
const evasions: Readonly<Record<string, string>> = {
  'switch the guard off': 'ALTER TABLE deployments DISABLE TRIGGER require_audit',
  'drop the guard': 'DROP TRIGGER require_audit ON deployments',
  'replace the guard': `CREATE OR REPLACE FUNCTION portal_require_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
  'act as a replica': 'SET session_replication_role = replica',
  'empty a guarded table': 'TRUNCATE deployments CASCADE',
  'delete a deployment': 'DELETE FROM deployments',
  'change the trail': `UPDATE audit_logs SET action = 'x.y'`,
  'delete from the trail': 'DELETE FROM audit_logs',
  'empty the trail': 'TRUNCATE audit_logs',
  'choose the transaction of an audit row': `INSERT INTO audit_logs (xact, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
    VALUES ('5'::xid8, 'system', 'x', 'x', 'a.b', 'team', 'x', 'succeeded')`,
  'choose the time of an audit row': `INSERT INTO audit_logs (at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
    VALUES (now(), 'system', 'x', 'x', 'a.b', 'team', 'x', 'succeeded')`,
  'choose who may see an audit row': `INSERT INTO audit_logs (subject_team_id, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
    VALUES (portal_uuidv7(), 'system', 'x', 'x', 'a.b', 'team', 'x', 'succeeded')`,
  'give a token another scope': `UPDATE api_tokens SET scopes = '{*}'`,
  'choose the salt of an audit row': `INSERT INTO audit_logs (salt, actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
    VALUES (NULL, 'system', 'x', 'x', 'a.b', 'team', 'x', 'succeeded')`,
  'change a seal': 'UPDATE audit_seals SET number = number + 1',
  'remove a seal': 'DELETE FROM audit_seals',
  'forget a verification': 'DELETE FROM audit_verifications',
  'change a share': `UPDATE deployment_shares SET level = 'operate'`,
  'change an offer': `UPDATE deployment_handovers SET ends_at = 'infinity'`,
  'change the keys to a guest': `UPDATE guest_access SET ssh_keys = '{}'`,
  'write the search index': `UPDATE deployment_search SET document = ''`,
  'read the job queue': 'SELECT * FROM graphile_worker._private_jobs',
  'make a table': 'CREATE TABLE hidden (id int)',
};

describe('by raw SQL as portal_app', () => {
  let portal: PortalFixture;
  beforeAll(async () => {
    portal = await portalFixture();
    const sam = await portal.person();
    await portal.deploy(sam);
    const token = { id: '0199a0a0-0000-7000-8000-000000000002', userId: sam.userId, name: 'ci', prefix: '0123abcd' };
    const event = { action: 'api_token.created', subject: { type: 'api_token', id: token.id } } as const;
    await portal.commit(
      Change.of({
        writes: [{ kind: 'apiToken.insert', row: { ...token, secretHash: 'a'.repeat(64) } }],
        events: [{ ...event, outcome: 'succeeded', detail: {} }],
      }),
    );
  });
  afterAll(() => portal[Symbol.asyncDispose]());

  test.each(Object.entries(mutations))('%s without an audit row is refused', async (_name, statement) => {
    await expect(portal.app.query(statement)).rejects.toMatchObject({ code: 'AU001' });
  });

  test.each(Object.entries(evasions))('nobody can %s', async (_name, statement) => {
    await expect(portal.app.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });
});

test('an audit row of an earlier transaction does not cover a later change', async () => {
  await using portal = await portalFixture();
  await portal.deploy(await portal.person());
  await expect(portal.app.query('UPDATE deployments SET version = version + 1')).rejects.toMatchObject({
    code: 'AU001',
  });
});

test('not even the owner can change or delete the audit trail', async () => {
  await using portal = await portalFixture();
  for (const statement of [
    `UPDATE audit_logs SET action = 'x.y'`,
    'DELETE FROM audit_logs',
    'TRUNCATE audit_logs CASCADE',
  ]) {
    await expect(portal.owner.query(statement)).rejects.toMatchObject({ code: 'AU002' });
  }
});

test('a published template version never changes', async () => {
  await using portal = await portalFixture();
  for (const statement of ['UPDATE template_versions SET vcpus_max = 99', 'DELETE FROM template_versions']) {
    await expect(portal.owner.query(statement)).rejects.toMatchObject({ code: 'AU002' });
  }
});

test('a new version of a template is published beside the old one and becomes the current', async () => {
  await using portal = await portalFixture();
  const { template } = portal;
  const event = { action: 'template.published', subject: { type: 'template', id: template.templateId } } as const;
  const row = { ...template, version: 2, summary: 'Better.' };
  await portal.commit(
    Change.of({
      writes: [{ kind: 'template.publish', row }],
      events: [{ ...event, outcome: 'succeeded', detail: {} }],
    }),
  );
  expect((await portal.database.templates.byId(template.slug))?.current).toEqual(row);
  expect(await portal.database.engine.templateVersion(template.templateId, 1)).toEqual(template);
});

test('tables that Better Auth writes put their changes on record, but neither housekeeping nor secrets', async () => {
  await using portal = await portalFixture();
  const sam = await portal.person({ name: 'Sam' });
  const session = '0199a0a0-0000-7000-8000-000000000003';
  const statements = [
    `INSERT INTO accounts (id, account_id, provider_id, user_id, password)
     VALUES (portal_uuidv7(), '${sam.userId}', 'credential', '${sam.userId}', 'hash-one')`,
    `UPDATE accounts SET password = 'hash-two' WHERE user_id = '${sam.userId}'`,
    `INSERT INTO sessions (id, user_id, token, expires_at, ip_address)
     VALUES ('${session}', '${sam.userId}', 'token-text', now() + interval '1 hour', '192.0.2.1')`,
    `UPDATE sessions SET updated_at = now(), expires_at = now() + interval '2 hours' WHERE id = '${session}'`,
    `UPDATE users SET role = 'lead' WHERE id = '${sam.userId}'`,
    `UPDATE users SET updated_at = now() WHERE id = '${sam.userId}'`,
    `DELETE FROM sessions WHERE id = '${session}'`,
  ];
  for (const statement of statements) await portal.app.query(statement);
  const { rows } = await portal.owner.query<{ action: string; actor: string; address: string | null; detail: unknown }>(
    `SELECT action, actor_kind || ':' || actor_name AS actor, address, detail FROM audit_logs
     WHERE subject_id = $1 ORDER BY id`,
    [sam.userId],
  );
  expect(rows.map(({ action, actor, address }) => [action, actor, address])).toEqual([
    ['user.created', 'system:auth', null],
    ['user.account_linked', 'system:auth', null],
    ['user.account_changed', 'system:auth', null],
    ['user.signed_in', 'user:Sam', '192.0.2.1'],
    ['user.changed', 'system:auth', null],
    ['user.signed_out', 'user:Sam', '192.0.2.1'],
  ]);
  expect(rows[2]?.detail).toEqual({ password: '(secret)' });
  expect(rows[4]?.detail).toEqual({ role: { from: 'support', to: 'lead' } });
  expect(JSON.stringify(rows)).not.toMatch(/hash-one|hash-two|token-text/);
});

test('portal_app owns nothing and is neither superuser nor able to make roles', async () => {
  await using portal = await portalFixture();
  const { rows } = await portal.owner.query(`
    SELECT (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls
    FROM pg_roles AS r WHERE rolname = 'portal_app'`);
  expect(rows).toEqual([{ owned: 0, rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false }]);
});

test('the connection of the application is in UTC, whatever the server says', async () => {
  await using portal = await portalFixture();
  const name = new pg.Client({ connectionString: portal.ownerUrl }).database ?? '';
  await portal.owner.query(`ALTER DATABASE "${name}" SET TimeZone = 'Asia/Kolkata'`);
  const createdAt = new Date('2026-11-22T10:00:00.123Z');
  const { cluster, template } = portal;
  const owner = await portal.person();
  const row = aDeployment({ ownerId: owner.userId, clusterId: cluster.id, templateId: template.templateId, createdAt });
  const database = createDatabase({ url: portal.appUrl, log: silentLog });
  await database.unitOfWork.run(actor, (tx) => tx.commit(onDeployment(row.id, [{ kind: 'deployment.insert', row }])));
  expect((await database.engine.deployment(row.id))?.createdAt).toEqual(createdAt);
  await database.close();
  const { rows } = await portal.owner.query('SELECT created_at FROM deployments WHERE id = $1', [row.id]);
  expect(rows).toEqual([{ created_at: createdAt }]);
});
