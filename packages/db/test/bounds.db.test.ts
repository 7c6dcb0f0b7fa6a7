// No text without a bound, and no bound that becomes a failed commit.

import { Change, type JsonObject, type SeenGuest } from '@portal/domain';
import { aLastObservation, aStep } from '@portal/testing';
import { expect, test, vi } from 'vitest';
import { CLIENT_ADDRESS_HEADER, createAuth } from '../src/auth.ts';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

/** Columns without a bound of their own, each with the reason. */
const exempt: Readonly<Record<string, string>> = {
  '_prisma_migrations.logs': 'written by the migration command alone',
};

interface Column {
  readonly name: string;
  readonly column: string;
  readonly type: string;
  readonly checks: readonly string[];
}

const columnsOf = async ({ owner }: PortalFixture): Promise<readonly Column[]> =>
  (
    await owner.query<Column>(`
      SELECT c.relname || '.' || a.attname AS name, a.attname::text AS column, format_type(a.atttypid, a.atttypmod) AS type,
        ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint AS k
          WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey)) AS checks
      FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
        AND format_type(a.atttypid, a.atttypmod) ~ '^(text|json|jsonb|bytea|character varying|character)(\\[\\])?$'`)
  ).rows;

/** A pattern that is anchored, and repeats nothing without an end. */
const isBoundedPattern = (check: string, column: string): boolean =>
  [...check.matchAll(/\((\w+) ~ '([^']*)'::text\)/g)].some(
    ([, name, pattern = '']) => name === column && /^\^.*\$$/.test(pattern) && !/[*+]|\{\d+,\}/.test(pattern),
  );

const isBounded = ({ column, checks }: Column): boolean =>
  checks.some(
    (check) =>
      new RegExp(`\\b(char_length|octet_length|length|portal_texts_fit)\\(\\(?${column}\\b`).test(check) ||
      new RegExp(`\\bportal_reason_fits\\([^)]*\\b${column}\\b`).test(check) ||
      check.includes(`(${column} = ANY (ARRAY[`) ||
      isBoundedPattern(check, column),
  );

test('every text, list of texts and document in the database has a bound there, or a reason why not', async () => {
  await using portal = await portalFixture();
  const columns = await columnsOf(portal);
  expect(columns.length).toBeGreaterThan(60);
  const unbounded = columns.filter((column) => !isBounded(column)).map(({ name }) => name);
  expect(unbounded.toSorted()).toEqual(Object.keys(exempt).toSorted());
});

/** What no table takes whole: far too long, with a NUL and with half of a character. */
const endless = `from PVE: \0 \ud800 ${'ä😀'.repeat(100_000)}`;

const says = (pveMessage: string) => ({ code: 'pve_rejected', params: { pveMessage } }) as const;

test('what PVE says, however much and in whatever characters, costs its end and never the commit', async () => {
  await using portal = await portalFixture();
  const made = await portal.deploy(await portal.person());
  const step = aStep({
    deploymentId: made.id,
    reason: { code: 'operation_failed', params: { operation: 'stop', cause: says(endless), advice: null } },
    log: Array.from({ length: 1_000 }, (_, n) => `${n} ${endless.slice(0, 9_000)}`),
  });
  const row = {
    ...made,
    version: 2,
    statusReason: { code: 'retrying' as const, params: { cause: says(endless) } },
    addresses: Array.from({ length: 500 }, (_, n) => `${n}${endless.slice(0, 200)}`),
  };
  const change = onDeployment(made.id, [
    { kind: 'deployment.update', row, read: { ...row, version: 1 } },
    { kind: 'step.insert', row: step },
  ]);
  await portal.commit(change);
  const kept = await portal.database.engine.deployment(made.id);
  expect(kept?.statusReason).toMatchObject({
    code: 'retrying',
    params: { cause: { params: { pveMessage: expect.stringMatching(/^from PVE: {2}\ufffd ä😀.*…$/u) } } },
  });
  expect(kept?.addresses).toHaveLength(64);
  const { rows } = await portal.owner.query('SELECT log FROM deployment_steps');
  expect(rows[0].log).toHaveLength(200);
  expect(rows[0].log.at(-1)).toMatch(/^999 /);
});

const many = <Value>(times: number, value: Value): Record<string, Value> =>
  Object.fromEntries(Array.from({ length: times }, (_, n) => [`k${n}`, value]));

const details: readonly (readonly [string, JsonObject])[] = [
  ['one endless text', { text: endless }],
  ['a NUL deep inside, and in a name', { a: { 'b\0': ['\0', '\udc00'] } }],
  ['thousands of long texts', { lines: Array.from({ length: 5_000 }, () => 'x'.repeat(5_000)) }],
  ['a tree that no cutting makes small', many(20, many(20, many(20, 'x'.repeat(90))))],
];

test.each(details)('an act goes on record with a detail of %s', async (_what, detail) => {
  await using portal = await portalFixture();
  const { id } = await portal.deploy(await portal.person());
  const event = { action: 'deployment.tested', subject: { type: 'deployment', id }, outcome: 'succeeded' } as const;
  await portal.commit(Change.of({ writes: [], events: [{ ...event, detail }] }));
  const { rows } = await portal.owner.query(
    `SELECT octet_length(detail::text) AS bytes FROM audit_logs WHERE action = 'deployment.tested'`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].bytes).toBeLessThanOrEqual(65_536);
});

test('a cluster that shows more than anybody reads is kept, shortened', async () => {
  await using portal = await portalFixture();
  const guest: SeenGuest = {
    ...{
      vmid: 900,
      node: 'pve1',
      power: 'stopped' as const,
      pool: null,
      tags: [endless],
      cores: 1,
      memoryMiB: 1,
      diskGiB: 1,
    },
    ...{ name: endless, createdAt: null, firstSeenAt: new Date(), taggedFor: null, config: null },
  };
  const orphans = Array.from({ length: 16 }, (_, n) => ({ ...guest, vmid: 900 + n }));
  await portal.database.lastObservations.save(
    aLastObservation({ clusterId: portal.cluster.id, unreachableReason: says('\0'), orphans }),
  );
  const kept = await portal.database.lastObservations.latest(portal.cluster.id);
  expect(kept?.orphans.length).toBeGreaterThan(0);
  expect(kept?.unreachableReason).toEqual(says(''));
});

test('a browser that calls itself by 8,000 letters can sign in, and a name that misleads is refused in words', async () => {
  await using portal = await portalFixture();
  const { email, userId } = await portal.person({ name: 'Sam' });
  const base = 'http://localhost:3000';
  const auth = createAuth({
    database: portal.database,
    secret: 'signs the cookies of this test',
    baseUrl: base,
    secureCookies: false,
  });
  const { internalAdapter, password: hasher } = await auth.$context;
  const password = 'correct horse battery';
  await internalAdapter.linkAccount({
    providerId: 'credential',
    accountId: userId,
    userId,
    password: await hasher.hash(password),
  });
  const post = (path: string, body: object, headers: Record<string, string>) =>
    auth.handler(
      new Request(`${base}/api/auth/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base, [CLIENT_ADDRESS_HEADER]: '192.0.2.1', ...headers },
        body: JSON.stringify(body),
      }),
    );
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const answer = await post('sign-in/email', { email, password }, { 'user-agent': 'M'.repeat(8_000) });
  expect(answer.status).toBe(200);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  for (const name of ['', ' ', 'a'.repeat(101), 'Ada\u202eAdmin', 'Ada\u200b', 'x\0', {}, null, 7]) {
    expect((await post('update-user', { name }, { cookie })).status).toBe(400);
  }
  const { rows } = await portal.owner.query('SELECT name FROM users WHERE id = $1', [userId]);
  expect(rows).toEqual([{ name: 'Sam' }]);
  vi.restoreAllMocks();
});

test('nobody takes another’s display name, in whatever case', async () => {
  await using portal = await portalFixture();
  await portal.person({ name: 'Ada Admin', role: 'admin' });
  await expect(portal.person({ name: 'ada ADMIN' })).rejects.toThrow('users_display_name');
});
