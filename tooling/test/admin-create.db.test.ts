/** The first administrator, at a terminal and by a link. */
import { PassThrough } from 'node:stream';
import { createDatabase } from '@portal/db';
import { createAccounts } from '@portal/db/accounts';
import { createAuth } from '@portal/db/auth';
import { createTestDatabase, silentLog } from '@portal/testing';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { askForAdministrator, inviteAdministrator } from '../src/commands/admin-create.ts';
import { openTerminal } from '../src/terminal.ts';
import { printed, restorePrinting } from './printed.ts';

const portalUrl = 'https://portal.example.com';
const password = 'a password for the first one';

const installation = async () => {
  const resources = new AsyncDisposableStack();
  const fresh = resources.use(await createTestDatabase());
  const database = createDatabase({ url: fresh.appUrl, log: silentLog, poolSize: 2, job: 'admin-create' });
  resources.defer(() => database.close());
  const owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  resources.defer(() => owner.end());
  const accounts = createAccounts(database);
  const auth = createAuth({
    database,
    secret: 'signs the cookies of this test',
    baseUrl: portalUrl,
    secureCookies: true,
  });
  const post = async (path: string, body: object): Promise<number> => {
    const headers = { 'content-type': 'application/json', origin: portalUrl, 'x-portal-ip': '192.0.2.1' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await auth.handler(new Request(`${portalUrl}/api/auth${path}`, init))).status;
  };
  const signIn = (email: string, given: string) => post('/sign-in/email', { email, password: given });
  const audited = async () =>
    (
      await owner.query(`SELECT actor_kind, actor_id, action FROM audit_logs WHERE subject_type = 'user'
      AND actor_id <> 'migration' ORDER BY id`)
    ).rows;
  return { accounts, owner, post, signIn, audited, [Symbol.asyncDispose]: () => resources.disposeAsync() };
};

afterEach(restorePrinting);

test('at a terminal, what cannot be taken is asked for again, the password is never shown, and the act is the command’s', async () => {
  await using portal = await installation();
  const input = new PassThrough();
  const output = new PassThrough();
  const shown: string[] = [];
  const answers: readonly (readonly [string, string])[] = [
    ['Name: ', 'Ada\u202eAdmin'],
    ['Name: ', ' Ada Lovelace '],
    ['E-mail address: ', 'ada'],
    ['E-mail address: ', 'Ada@Example.com'],
    ['Password: ', 'too short'],
    ['Password: ', password],
    ['Password again: ', 'another one entirely'],
    ['Password: ', password],
    ['Password again: ', password],
  ];
  let next = 0;
  output.on('data', (chunk: Buffer) => {
    shown.push(String(chunk));
    const [question, typed] = answers[next] ?? [];
    if (question === undefined || !shown.join('').endsWith(question)) return;
    next += 1;
    setImmediate(() => input.write(`${typed}\n`));
  });
  using terminal = openTerminal({ input, output });
  printed();
  expect(await askForAdministrator(portal.accounts, {}, terminal)).toBe(0);
  expect(next).toBe(answers.length);
  expect(shown.join('')).not.toContain(password);
  expect(await portal.signIn('ada@example.com', password)).toBe(200);
  expect((await portal.accounts.find('ada@example.com'))?.role).toBe('admin');
  const acts = (await portal.audited()).slice(0, 2);
  expect(acts).toEqual([
    { actor_kind: 'system', actor_id: 'admin-create', action: 'user.created' },
    { actor_kind: 'system', actor_id: 'admin-create', action: 'user.account_linked' },
  ]);
});

test('a link sets the password once and within its time, is kept as a hash, and every other link of that person goes with it', async () => {
  await using portal = await installation();
  const lines = printed();
  const invite = () =>
    inviteAdministrator({ accounts: portal.accounts, portalUrl }, { name: 'Ada', email: 'ada@example.com' });
  const token = () => /#([\w-]{43})$/.exec(lines.at(-1) ?? '')?.[1] ?? '';
  expect(await invite()).toBe(0);
  expect(lines.at(-1)).toMatch(/^https:\/\/portal\.example\.com\/set-password#[\w-]{43}$/);
  const outdated = token();
  await portal.owner.query(
    `UPDATE password_links SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day'`,
  );
  await invite();
  const spare = token();
  await invite();
  const link = token();
  const { rows } = await portal.owner.query('SELECT row_to_json(password_links)::text AS row FROM password_links');
  for (const secret of [outdated, spare, link]) expect(rows.map(({ row }) => row).join()).not.toContain(secret);
  const use = (given: string, chosen = password) => portal.post('/set-password', { token: given, password: chosen });
  expect(await use(link, 'too short')).toBe(400);
  expect(await use(outdated)).toBe(404);
  const atOnce = await Promise.all([use(link), use(link), use(spare)]);
  expect(atOnce.toSorted()).toEqual([200, 404, 404]);
  expect(await use(link, 'somebody else’s password')).toBe(404);
  expect(await use(spare, 'somebody else’s password')).toBe(404);
  expect(await portal.signIn('ada@example.com', password)).toBe(200);
  expect((await portal.audited()).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['user.password_link_made', 'user.password_link_used', 'user.account_linked']),
  );
  expect(JSON.stringify((await portal.owner.query('SELECT detail FROM audit_logs')).rows)).not.toContain(link);
});

test('an address that is taken and a name that would mislead are refused, and nothing is changed', async () => {
  await using portal = await installation();
  const lines = printed();
  const invite = (name: string, email: string) =>
    inviteAdministrator({ accounts: portal.accounts, portalUrl }, { name, email });
  const id = await portal.accounts.make({ name: 'Ada Admin', email: 'ada@example.com', role: 'admin', teamId: null });
  await portal.accounts.setPassword(id, password);
  expect(await invite('Ada', 'ada@example.com')).toBe(1);
  expect(lines.at(-1)).toContain('is there already');
  expect(await invite('ADA ADMIN', 'eve@example.com')).toBe(1);
  expect(lines.at(-1)).toContain('Somebody else is called');
  expect(await invite('\u202e', 'eve@example.com')).toBe(2);
  expect(await portal.accounts.find('eve@example.com')).toBeNull();
  expect(await portal.signIn('ada@example.com', password)).toBe(200);
});
