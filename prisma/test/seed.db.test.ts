import { createDatabase } from '@portal/db';
import { createAuth } from '@portal/db/auth';
import { createTestDatabase, silentLog } from '@portal/testing';
import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { demoPeople } from '../seed/demo-people.ts';
import { type SeedOptions, seed } from '../seed.ts';

const token = `ppt_0123abcd_${'A'.repeat(43)}`;

const optionsFor = (appUrl: string): SeedOptions => ({
  appUrl,
  demoPassword: 'a password of the demo',
  apiTokens: { 'sam.support@example.com': token },
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

test('a fresh database gets six templates of three categories, people of every role, and working sign-ins', async () => {
  await using fresh = await createTestDatabase();
  await seed(optionsFor(fresh.appUrl));
  const database = createDatabase({ url: fresh.appUrl, log: silentLog });
  const templates = await database.templates.list();
  expect(templates.map(({ category }) => category)).toEqual([
    'linux_utility',
    'linux_utility',
    'pbx_appliance',
    'pbx_appliance',
    'windows_client',
    'windows_client',
  ]);
  const response = await signIn(database, 'leo.lead@example.com', 'a password of the demo');
  expect(response.status).toBe(200);
  const { user } = z.object({ user: z.object({ id: z.string() }) }).parse(await response.json());
  expect(await database.people.byUserId(user.id)).toMatchObject({ role: 'lead', team: { name: 'Voice support' } });
  expect(await database.tokens.resolve(token)).toMatchObject({ kind: 'token', email: 'sam.support@example.com' });
  expect(await database.tokens.resolve(token.replace(/A$/, 'B'))).toBeNull();
  await database.close();
});

test('seeding twice changes nothing, and a new password counts at once', async () => {
  await using fresh = await createTestDatabase();
  await seed(optionsFor(fresh.appUrl));
  const owner = new pg.Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  const auditRows = async () => (await owner.query('SELECT count(*)::int AS n FROM audit_log')).rows[0].n;
  const before = await auditRows();
  await seed(optionsFor(fresh.appUrl));
  expect(await auditRows()).toBe(before);
  const { rows } = await owner.query('SELECT DISTINCT actor_id FROM audit_log');
  expect(rows).toEqual([{ actor_id: 'seed' }]);
  await owner.end();
  await seed({ ...optionsFor(fresh.appUrl), demoPassword: 'another password altogether' });
  const database = createDatabase({ url: fresh.appUrl, log: silentLog });
  for (const { email } of demoPeople.slice(0, 2)) {
    expect((await signIn(database, email, 'another password altogether')).status).toBe(200);
  }
  await database.close();
});
