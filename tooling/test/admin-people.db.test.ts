/** The administration of people from the command line: the same rules, and on record as the command’s. */
import { createDatabase } from '@portal/db';
import { systemClock, systemIds } from '@portal/db/system';
import { createPeopleChanges, createRoleChanges, systemActor } from '@portal/domain';
import { createTestDatabase, silentLog } from '@portal/testing';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { carryOut } from '../src/commands/admin-people.ts';
import { carryOut as carryOutOnRoles } from '../src/commands/admin-roles.ts';
import { carryOut as carryOutOnTeams } from '../src/commands/admin-teams.ts';

const portalUrl = 'https://portal.example.com';

const installation = async () => {
  const resources = new AsyncDisposableStack();
  const fresh = resources.use(await createTestDatabase());
  const database = createDatabase({ url: fresh.appUrl, log: silentLog, poolSize: 2, job: 'admin-command' });
  resources.defer(() => database.close());
  const owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 1 });
  owner.on('error', () => undefined);
  resources.defer(() => owner.end());
  const { directory, unitOfWork } = database;
  const changes = createPeopleChanges({ unitOfWork, clock: systemClock, ids: systemIds });
  await changes.createTeam(systemActor('test'), { id: systemIds.next(), name: 'Voice' });
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(...String(text).trimEnd().split('\n'));
      return true;
    });
  }
  const portal = { directory, changes, ids: systemIds, portalUrl };
  const saying =
    (command: (given: typeof portal, args: readonly string[]) => Promise<number>) =>
    async (...args: readonly string[]): Promise<{ code: number; said: string }> => {
      lines.length = 0;
      const code = await command(portal, args);
      return { code, said: lines.join('\n') };
    };
  const run = saying(carryOut);
  const roleChanges = createRoleChanges({ unitOfWork, clock: systemClock });
  const roles = saying((given, args) => carryOutOnRoles({ ...given, changes: roleChanges }, args));
  return { run, roles, teams: saying(carryOutOnTeams), owner, [Symbol.asyncDispose]: () => resources.disposeAsync() };
};

afterEach(() => vi.restoreAllMocks());

const ada = 'ada@example.com';
const sam = 'sam@example.com';

test('people are invited, moved, disabled and enabled, each as the act of the command', async () => {
  await using portal = await installation();
  const { run, owner } = portal;
  await run('invite', ada, '--name', 'Ada', '--role', 'admin');
  const invited = await run('invite', sam, '--name', 'Sam', '--role', 'support', '--team', 'voice');
  expect(invited).toMatchObject({ code: 0, said: expect.stringMatching(/https:\S+\/set-password#[\w-]{43}$/) });
  expect((await run('role', sam, '--role', 'lead')).code).toBe(0);
  expect((await run('list')).said).toBe(`${ada}\tAda\tadmin\t-\tinvited\n${sam}\tSam\tlead\tVoice\tinvited`);
  expect((await run('team', sam)).code).toBe(0);
  const service = await run('service', 'Nightly build', '--role', 'support');
  const address = /known as (service-[0-9a-f]{12}@service\.invalid)\.$/.exec(service.said)?.[1] ?? service.said;
  expect((await run('list')).said).toContain(`${address}\tNightly build\tsupport (service account)\t-\tactive`);
  expect(await run('link', address)).toMatchObject({ code: 1, said: expect.stringMatching(/API tokens alone/) });
  expect((await run('disable', sam, '--reason', 'Left.')).code).toBe(0);
  expect((await run('list')).said).toContain(`${sam}\tSam\tlead\t-\tdisabled`);
  expect((await run('link', sam)).code).toBe(1);
  expect((await run('enable', sam)).code).toBe(0);
  const link = await run('link', sam);
  expect(link.code).toBe(0);
  const { rows } = await owner.query<{ actor: string; detail: string }>(
    `SELECT actor_kind || ':' || actor_id AS actor, detail::text FROM audit_logs
     WHERE subject_type = 'user' AND actor_id <> 'migration'`,
  );
  expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['system:admin-command']));
  for (const { said } of [invited, link]) expect(JSON.stringify(rows)).not.toContain(said.split('#')[1]);
});

test('what the portal refuses is refused here, in its words, and changes nothing', async () => {
  await using portal = await installation();
  const { run } = portal;
  await run('invite', ada, '--name', 'Ada', '--role', 'admin');
  const before = (await run('list')).said;
  const refusals: readonly (readonly [number, string, ...string[]])[] = [
    [1, 'last administrator', 'disable', ada, '--reason', 'Bye.'],
    [1, 'last administrator', 'role', ada, '--role', 'support'],
    [1, 'called ADA', 'invite', sam, '--name', 'ADA', '--role', 'lead'],
    [1, 'is there already', 'invite', 'Ada@Example.com', '--name', 'Eve', '--role', 'lead'],
    [1, 'role:', 'invite', sam, '--name', 'Sam', '--role', 'king'],
    [1, 'no such team', 'invite', sam, '--name', 'Sam', '--role', 'lead', '--team', 'None'],
    [1, 'no such person', 'enable', sam],
    [1, 'reason:', 'disable', ada],
    [2, 'npm run admin', 'delete', ada],
    [2, 'npm run admin', 'link'],
    [2, 'npm run admin', 'link', ada, '--force'],
  ];
  for (const [code, words, ...args] of refusals) {
    const answer = await run(...args);
    expect(answer, args.join(' ')).toEqual({ code, said: expect.stringContaining(words) });
  }
  expect((await run('list')).said).toBe(before);
});

test('roles are made, given, changed and removed by their names', async () => {
  await using portal = await installation();
  const { roles, run } = portal;
  expect((await roles('create', 'Night shift', '--base', 'support', '--scopes', 'read,deployments:start')).code).toBe(
    0,
  );
  const wrong = await roles('create', 'Other', '--base', 'support', '--scopes', 'deployments:teleport');
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('deployments:teleport') });
  await run('invite', sam, '--name', 'Sam', '--role', 'support');
  expect((await run('role', sam, '--role', 'night shift')).said).toBe('Sam has the role Night shift.');
  expect((await run('list')).said).toBe(`${sam}\tSam\tNight shift\t-\tinvited`);
  expect((await roles('change', 'Night shift', '--to', 'Nights', '--scopes', 'read')).code).toBe(0);
  expect((await roles('list')).said).toBe('Nights\tsupport\t1\tread');
  expect((await roles('remove', 'Nights')).code).toBe(1);
  expect((await run('role', sam, '--role', 'support')).code).toBe(0);
  expect((await roles('remove', 'Nights')).code).toBe(0);
  expect((await roles('remove', 'Nights')).said).toContain('no such role');
  expect((await roles('list', 'more')).code).toBe(2);
});

test('teams are made and renamed, and no two are called the same', async () => {
  await using portal = await installation();
  const { teams } = portal;
  expect((await teams('create', 'Desktop')).code).toBe(0);
  expect(await teams('create', 'VOICE')).toMatchObject({ code: 1, said: expect.stringContaining('VOICE') });
  expect((await teams('rename', 'voice', '--to', 'Telephony')).code).toBe(0);
  expect((await teams('list')).said).toBe('Desktop\t0\nTelephony\t0');
  expect((await teams('rename', 'Voice', '--to', 'Other')).said).toContain('no such team');
  expect((await teams('rename', 'Desktop')).code).toBe(2);
});
