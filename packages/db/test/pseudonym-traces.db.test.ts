// A pseudonym takes a leaver out of the whole database: their traces are put wherever a name, an e-mail address, a network address or a
// program of theirs can stand, and none of it is in a dump of every table afterwards.
import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { expect, test } from 'vitest';
import { nameFreeColumns } from './name-free-columns.ts';
import { onDeployment } from './portal-fixture.ts';
import { type Sealed, sealedFixture } from './sealed-fixture.ts';

const sam = { name: 'Sam O’Leary', email: 'sam.oleary@example.com' } as const;
const address = '192.0.2.77';
const program = 'browser/77';
const idToken = 'eyJ.of-sam.signed';
const traces = [sam.name, 'Sam Before', sam.email, address, program, idToken];

/** Every row of every table, as text. */
const dump = async ({ owner }: Sealed): Promise<string> => {
  const tables = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await owner.query<{ text: string | null }>(
      `SELECT string_agg(to_jsonb(t)::text, E'\n') AS text FROM ${name} AS t`,
    );
    texts.push(`${name}: ${rows[0]?.text ?? ''}`);
  }
  return texts.join('\n').toLowerCase();
};

/** Every column that can hold a text, with whether a trace stands in it. */
const textColumns = async ({ owner }: Sealed): Promise<ReadonlyMap<string, boolean>> => {
  const { rows: columns } = await owner.query<{ table: string; name: string }>(
    `SELECT c.table_name AS "table", c.column_name AS name
     FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
       AND c.udt_name NOT IN ('uuid', 'bool', 'int2', 'int4', 'int8', 'float8', 'numeric', 'date', 'timestamptz', 'xid8', 'inet')`,
  );
  const found = new Map<string, boolean>();
  for (const { table, name } of columns) {
    const { rows } = await owner.query<{ isTraced: boolean }>(
      `SELECT coalesce(bool_or(lower(to_jsonb(t) ->> $1) LIKE ANY ($2)), false) AS "isTraced" FROM ${table} AS t`,
      [name, traces.map((trace) => `%${trace.toLowerCase()}%`)],
    );
    found.set(`${table}.${name}`, rows[0]?.isTraced === true);
  }
  return found;
};

const tokenOf = async ({ tamper }: Sealed, userId: string): Promise<string> => {
  const id = uuidv7();
  await tamper(
    `INSERT INTO api_tokens (id, user_id, name, prefix, secret_hash, addresses)
     VALUES ($1, $2, $3, '89abcdef', $4, $5)`,
    [id, userId, `script of ${sam.name}`, 'a'.repeat(64), [address]],
  );
  await tamper(`INSERT INTO api_token_uses (token_id, address, last_used_at) VALUES ($1, $2, now())`, [id, address]);
  return id;
};

/** What others and the worker put on record, and what the person and their token did. */
const onRecord = async (log: Sealed, ids: { readonly userId: string; readonly token: string; readonly vm: string }) => {
  const { userId, token, vm } = ids;
  const record = (actor: readonly unknown[], subject: readonly unknown[], action: string, detail: object) =>
    log.owner.query(
      `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, on_behalf_of, address, user_agent, subject_type, subject_id,
         action, outcome, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'succeeded', $10)`,
      [...actor, ...subject, action, detail],
    );
  const themselves = ['user', userId, 'Sam Before', null, address, program];
  const theirToken = ['token', token, `script of ${sam.name}`, userId, address, program];
  const aColleague = ['user', uuidv7(), 'Ada', null, '192.0.2.1', 'browser/1'];
  const signIn = ['system', 'auth', 'auth', null, address, program];
  await record(themselves, ['user', userId], 'user.changed', { name: { from: 'Sam Before', to: sam.name } });
  await record(themselves, ['team', 'x'], 'team.renamed', { user_agent: program, note: `asked by ${sam.email}.` });
  await record(theirToken, ['deployment', vm], 'deployment.tested', { purpose: `For ${sam.name}: a trace` });
  await record(aColleague, ['api_token', token], 'api_token.restricted', { name: sam.name, from: [], to: [address] });
  await record(aColleague, ['deployment', vm], 'deployment.shared', { with: sam.name, level: 'view' });
  await record(aColleague, ['deployment', vm], 'deployment.handover_offered', { to: userId, with: sam.name });
  await record(aColleague, ['deployment', vm], 'deployment.transferred', { reason: { params: { owner: sam.name } } });
  await record(aColleague, ['announcement', uuidv7()], 'announcement.withdrawn', { text: `Ask ${sam.name}.` });
  await record(signIn, ['user', 'b'.repeat(64)], 'user.sign_in_refused', { name: sam.email, code: 'sso_not_mapped' });
};

interface Kept {
  readonly userId: string;
  readonly vm: string;
  readonly colleague: string;
}

/** On record under its text. */
const announce = async ({ tamper, owner }: Sealed, text: string) => {
  const id = uuidv7();
  await tamper(
    `INSERT INTO announcements (id, kind, text, starts_at, ends_at, created_at)
     VALUES ($1, 'information', $2, now(), now() + interval '1 day', now())`,
    [id, text],
  );
  await owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     VALUES ('user', $1, 'Ada', 'announcement.published', 'announcement', $2, 'succeeded')`,
    [uuidv7(), id],
  );
};

const signedInWith = async ({ tamper }: Sealed, userId: string) => {
  await tamper(
    `INSERT INTO passkeys (id, user_id, name, credential_id, public_key, counter) VALUES ($1, $2, $3, $4, $5, 0)`,
    [uuidv7(), userId, `Laptop of ${sam.name}`, sam.email, Buffer.from(sam.email)],
  );
  await tamper(`INSERT INTO authenticators (user_id, sealed_secret, recovery_hashes) VALUES ($1, $2, $3)`, [
    userId,
    sam.email,
    [sam.email],
  ]);
  await tamper(`INSERT INTO ssh_keys (id, user_id, name, public_key, key_hash) VALUES ($1, $2, $3, $4, $5)`, [
    ...[uuidv7(), userId, `Laptop of ${sam.name}`, `ssh-ed25519 AAAA ${sam.email}`, 'd'.repeat(64)],
  ]);
  await tamper(
    `INSERT INTO sessions (id, user_id, token, expires_at, ip_address, user_agent)
     VALUES ($1, $2, $3, now() + interval '1 hour', $4, $5)`,
    [uuidv7(), userId, sam.email, address, program],
  );
};

const keptBesides = async (log: Sealed, { userId, vm, colleague }: Kept) => {
  const { tamper } = log;
  const account = createHash('sha256').update(sam.email).digest('hex');
  await tamper(`INSERT INTO sign_in_places (account, address, wait_until, tried_at) VALUES ($1, $2, now(), now())`, [
    account,
    address,
  ]);
  await tamper(
    `INSERT INTO accounts (id, user_id, provider_id, account_id, id_token, access_token, refresh_token)
     VALUES ($1, $2, 'sso', $3, $4, $4, $4)`,
    [uuidv7(), userId, 'c'.repeat(64), idToken],
  );
  const filled = `${sam.email} `.padEnd(2_000, 'x');
  await tamper('UPDATE deployments SET purpose = $2, ticket = $3, customer = $4, notes = $5 WHERE id = $1', [
    ...[vm, `Tried for ${sam.name.toUpperCase()}`, sam.email, `Called by ${sam.name}`, filled],
  ]);
  await tamper(
    `INSERT INTO deployment_snapshots (id, deployment_id, name, label, status, created_at)
     VALUES ($1, $2, 's1', $3, 'ready', now())`,
    [uuidv7(), vm, `as ${sam.name} left it`],
  );
  await tamper(`INSERT INTO guest_access (deployment_id, ssh_keys) VALUES ($1, $2)`, [
    vm,
    [`ssh-ed25519 AAAA ${sam.email}`],
  ]);
  await tamper(
    `INSERT INTO saved_views (id, user_id, name, filters) VALUES ($1, $2, 'My own', '{}'), ($3, $4, $5, $6), ($7, $4, 'Kept', '{}')`,
    [uuidv7(), userId, uuidv7(), colleague, `VMs of ${sam.name}`, { q: sam.email }, uuidv7()],
  );
  await tamper(`UPDATE operations SET input = $2 WHERE deployment_id = $1`, [vm, { label: `as ${sam.name} left it` }]);
  await signedInWith(log, userId);
  await announce(log, `Ask ${sam.name} about the cluster.`.padEnd(300, '.'));
  await tamper(
    `INSERT INTO problems (code, subject_type, subject_id, params) VALUES ('demo_people', 'portal', 'portal', $1)`,
    [{ people: [sam.email] }],
  );
  await tamper(
    `INSERT INTO limit_requests (id, user_id, measure, limit_then, value, days, reason, state, created_at, decided_by, decided_at, comment,
       granted_value, granted_until, creates, fault_code, fault_params)
     VALUES ($1, $2, 'vcpus', 8, 9, 1, $3, 'approved', now(), $4, now(), $5, 9, now() + interval '1 day', $6, 'name_taken_by_owner', $7)`,
    [
      ...[uuidv7(), colleague, `${sam.name} needs it.`.padEnd(500, '.'), userId, `Ask ${sam.email}.`],
      ...[{ purpose: sam.name }, { owner: sam.name, name: 'vm' }],
    ],
  );
  await tamper(`UPDATE users SET disabled_at = now(), disabled_reason = $2, image = $3 WHERE id = $1`, [
    ...[userId, `${sam.name} has left.`, `https://example.com/${sam.email}.png`],
  ]);
};

const tracesEverywhere = async (log: Sealed) => {
  const { userId } = await log.person(sam);
  const colleague = await log.person({ name: 'Ada' });
  const { id: vm } = await log.deploy(colleague, { name: 'pbx-01' });
  const token = await tokenOf(log, userId);
  await onRecord(log, { userId, token, vm });
  await keptBesides(log, { userId, vm, colleague: colleague.userId });
  await log.seal();
  return { userId, token, vm };
};

test('every column that can hold a text has a trace in it here, or is said to name nobody', async () => {
  await using log = await sealedFixture();
  await tracesEverywhere(log);
  const columns = [...(await textColumns(log))];
  const untraced = columns.flatMap(([name, isTraced]) => (isTraced ? [] : [name]));
  expect(untraced.toSorted()).toEqual(nameFreeColumns.toSorted());
});

test('nothing in the database names them, the log stays intact, and what it says of others stays', async () => {
  await using log = await sealedFixture();
  const { userId, token, vm } = await tracesEverywhere(log);
  const before = await dump(log);
  expect(traces.filter((trace) => !before.includes(trace.toLowerCase()))).toEqual([]);

  await log.commit(
    onDeployment(vm, [
      { kind: 'sessions.end', userId },
      { kind: 'person.pseudonymise', userId },
      { kind: 'secondFactors.remove', userId },
    ]),
  );

  const after = await dump(log);
  expect(traces.filter((trace) => after.includes(trace.toLowerCase()))).toEqual([]);
  const pseudonym = `Former person ${userId.slice(-12)}`;
  const { rows } = await log.owner.query('SELECT purpose, name FROM deployments WHERE id = $1', [vm]);
  expect(rows).toEqual([{ purpose: `Tried for ${pseudonym}`, name: 'pbx-01' }]);
  expect(after).toContain('browser/1');
  const { rows: views } = await log.owner.query('SELECT name FROM saved_views');
  expect(views).toEqual([{ name: 'Kept' }]);
  expect((await log.verify()).finding).toBeNull();
  await log.seal();
  expect((await log.verify()).finding).toBeNull();
  const { rows: ended } = await log.owner.query(
    'SELECT revoked_at IS NOT NULL AS ended FROM api_tokens WHERE id = $1',
    [token],
  );
  expect(ended).toEqual([{ ended: true }]);
});

test('a service account’s acts lose its name, and what others write of it keeps it', async () => {
  await using log = await sealedFixture();
  const { userId } = await log.person({ name: 'Nightly build' });
  const { id: vm } = await log.deploy(await log.person({ name: 'Ada' }), { name: 'pbx-01' });
  await log.tamper(`UPDATE users SET kind = 'service', disabled_at = now(), disabled_reason = $2 WHERE id = $1`, [
    ...[userId, 'Not run any more.'],
  ]);
  await log.tamper('UPDATE deployments SET purpose = $2 WHERE id = $1', [vm, 'For the nightly build']);
  await announce(log, 'The nightly build is late.');
  await log.owner.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
     VALUES ('user', $1, 'Nightly build', 'deployment.tested', 'deployment', $2, 'succeeded')`,
    [userId, vm],
  );

  await log.commit(onDeployment(vm, [{ kind: 'person.pseudonymise', userId }]));

  const { rows } = await log.owner.query(
    `SELECT a.actor_name, d.purpose, n.text FROM audit_logs AS a, deployments AS d, announcements AS n
     WHERE a.actor_id = $1 AND d.id = $2`,
    [userId, vm],
  );
  const actor_name = `Former person ${userId.slice(-12)}`;
  expect(rows).toEqual([{ actor_name, purpose: 'For the nightly build', text: 'The nightly build is late.' }]);
});

test('a name of one word is taken where it stands alone, and is another’s word elsewhere', async () => {
  await using log = await sealedFixture();
  const { rows } = await log.owner.query(
    `SELECT portal_without_names('{"with": "Jo", "name": "Jo und Jo", "mail": ["to JO@example.com!"], "n": 1}'::jsonb,
       ARRAY['jo@example.com', 'Jo'], 'X') AS detail`,
  );
  expect(rows).toEqual([{ detail: { with: 'X', name: 'Jo und Jo', mail: ['to X!'], n: 1 } }]);
});
