import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@portal/db';
import { createAuth } from '@portal/db/auth';
import { demoPeople } from '@portal/domain';
import { aCluster, createTestDatabase, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type SeedOptions, seed } from '../seed.ts';

const token = `ppt_0123abcd_${'A'.repeat(43)}`;

const optionsFor = (appUrl: string): SeedOptions => ({
  appUrl,
  demo: { password: 'a password of the demo', apiTokens: { 'sam.support@example.com': token } },
  log: silentLog,
});

const signIn = (database: ReturnType<typeof createDatabase>, email: string, password: string): Promise<Response> =>
  createAuth({
    database,
    secret: 'a secret that signs the cookies of this test',
    baseUrl: 'http://localhost:3000',
    secureCookies: false,
  }).handler(
    new Request('http://localhost:3000/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost:3000', 'x-portal-ip': '192.0.2.1' },
      body: JSON.stringify({ email, password }),
    }),
  );

test('a fresh database gets templates of three categories on two clusters, people of every role, and working sign-ins', async () => {
  await using fresh = await createTestDatabase();
  await seed(optionsFor(fresh.appUrl));
  const database = createDatabase({ url: fresh.appUrl, log: silentLog });
  const templates = await database.templates.list();
  expect(templates.map(({ current }) => current.category)).toEqual([
    'linux_utility',
    'linux_utility',
    'linux_utility',
    'pbx_appliance',
    'pbx_appliance',
    'pbx_appliance',
    'windows_client',
    'windows_client',
  ]);
  const response = await signIn(database, 'leo.lead@example.com', 'a password of the demo');
  expect(response.status).toBe(200);
  const { user } = z.object({ user: z.object({ id: z.string() }) }).parse(await response.json());
  expect(await database.people.ofSession({ id: 'any', userId: user.id })).toMatchObject({
    role: 'lead',
    team: { name: 'Voice support' },
  });
  expect(await database.tokens.resolve(token)).toMatchObject({ kind: 'token', email: 'sam.support@example.com' });
  expect(await database.tokens.resolve(token.replace(/A$/, 'B'))).toBeNull();
  await database.close();
});

test('where this is no demo, nobody is made, no token, and no template but those of the file', async () => {
  await using fresh = await createTestDatabase();
  const clusters = [aCluster({ name: 'hamburg', simulated: false })].map(({ id: _, ...settings }) => settings);
  await seed({ appUrl: fresh.appUrl, clusters, log: silentLog });
  const owner = new pg.Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  const count = async (table: string, where = 'true') =>
    (await owner.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`)).rows[0].n;
  expect(await count('clusters')).toBe(1);
  for (const table of ['accounts', 'api_tokens', 'teams', 'templates'])
    expect([table, await count(table)]).toEqual([table, 0]);
  // The owner of canaries' VMs, whom the migration makes and who cannot sign in.
  expect(await count('users', `email <> 'canary@portal.invalid'`)).toBe(0);
  await owner.end();
});

test('seeding twice changes nothing, and a new password counts at once', async () => {
  await using fresh = await createTestDatabase();
  await seed(optionsFor(fresh.appUrl));
  const owner = new pg.Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  const auditRows = async () => (await owner.query('SELECT count(*)::int AS n FROM audit_logs')).rows[0].n;
  const before = await auditRows();
  await seed(optionsFor(fresh.appUrl));
  expect(await auditRows()).toBe(before);
  const { rows } = await owner.query("SELECT DISTINCT actor_id FROM audit_logs WHERE actor_id <> 'migration'");
  expect(rows).toEqual([{ actor_id: 'seed' }]);
  await owner.end();
  await seed({ ...optionsFor(fresh.appUrl), demo: { password: 'another password altogether', apiTokens: {} } });
  const database = createDatabase({ url: fresh.appUrl, log: silentLog });
  for (const { email } of demoPeople.slice(0, 2)) {
    expect((await signIn(database, email, 'another password altogether')).status).toBe(200);
  }
  await database.close();
});

test('an offer that changed becomes the next version, and one that did not is left alone', async () => {
  await using fresh = await createTestDatabase();
  await seed(optionsFor(fresh.appUrl));
  const folder = await mkdtemp(join(tmpdir(), 'offers-'));
  const templatesFile = join(folder, 'offers.json');
  const demo = await readFile(new URL('../templates/demo.json', import.meta.url), 'utf8');
  await writeFile(templatesFile, demo.replace('"SIP test client"', '"SIP test client, renamed"'));
  await seed({ ...optionsFor(fresh.appUrl), templatesFile });
  const database = createDatabase({ url: fresh.appUrl, log: silentLog });
  const current = async (slug: string) => (await database.templates.byId(slug))?.current;
  expect(await current('sip-test')).toMatchObject({ version: 2, name: 'SIP test client, renamed' });
  expect(await current('pbx-asterisk')).toMatchObject({ version: 1 });
  await writeFile(templatesFile, demo.replace('"min": 20', '"min": 2000'));
  await expect(seed({ ...optionsFor(fresh.appUrl), templatesFile })).rejects.toThrow('diskGiB.min');
  await database.close();
  await rm(folder, { recursive: true });
});

test('an offer lies in the cluster that it names, or in the first one; a name that is not configured is refused', async () => {
  await using fresh = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'offers-'));
  const templatesFile = join(folder, 'offers.json');
  const demo = z
    .array(z.looseObject({ slug: z.string(), source: z.looseObject({ cluster: z.string().optional() }) }))
    .parse(JSON.parse(await readFile(new URL('../templates/demo.json', import.meta.url), 'utf8')));
  const [first, second] = demo.filter(({ source }) => source.cluster === undefined);
  const inCluster = (cluster: string) => ({ ...second, source: { ...second?.source, cluster } });
  const clusters = [aCluster({ name: 'one' }), aCluster({ name: 'two' })].map(({ id: _, ...settings }) => settings);
  await writeFile(templatesFile, JSON.stringify([first, inCluster('two')]));
  await seed({ ...optionsFor(fresh.appUrl), clusters, templatesFile });
  const database = createDatabase({ url: fresh.appUrl, log: silentLog });
  const names = new Map((await database.engine.clusters()).map(({ id, name }) => [id, name]));
  const clusterOf = async (slug = '') => names.get((await database.templates.byId(slug))?.current.clusterId ?? '');
  expect(await clusterOf(first?.slug)).toBe('one');
  expect(await clusterOf(second?.slug)).toBe('two');
  await writeFile(templatesFile, JSON.stringify([inCluster('three')]));
  await expect(seed({ ...optionsFor(fresh.appUrl), clusters, templatesFile })).rejects.toThrow(
    /names the cluster three, which is not configured \(one, two are\)/,
  );
  await database.close();
  await rm(folder, { recursive: true });
});
