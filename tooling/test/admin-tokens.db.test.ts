/** API tokens from the command line: the same rules, and on record as the command’s. */
import { createDatabase } from '@portal/db';
import { systemClock, systemIds } from '@portal/db/system';
import { createPeopleChanges, createTokenChanges, systemActor } from '@portal/domain';
import { createTestDatabase, eventually, silentLog } from '@portal/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { carryOutOnTokens } from '../src/commands/admin-tokens.ts';

afterEach(() => vi.restoreAllMocks());

const sam = 'sam@example.com';

test('a token is made, listed and revoked; what the portal refuses is refused in its words', async () => {
  await using fresh = await createTestDatabase();
  const database = createDatabase({ url: fresh.appUrl, log: silentLog, poolSize: 2, job: 'admin-command' });
  const { directory, tokens, unitOfWork } = database;
  const ports = { unitOfWork, clock: systemClock, ids: systemIds };
  const person = { name: 'Sam', email: sam, role: 'support' } as const;
  await createPeopleChanges(ports).invite(systemActor('test'), systemIds.next(), person);
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(...String(text).trimEnd().split('\n'));
      return true;
    });
  }
  const run = async (...args: readonly string[]) => {
    lines.length = 0;
    const code = await carryOutOnTokens({ directory, tokens, changes: createTokenChanges({ tokens, ...ports }) }, args);
    return { code, said: lines.join('\n') };
  };
  const made = await run('create', sam, '--name', 'nightly', '--days', '7', '--from', '192.0.2.0/24');
  const token = made.said.split('\n').at(-1) ?? '';
  const there = { address: '192.0.2.9', requestId: null };
  expect(await tokens.resolve(token, there)).toMatchObject({ name: 'Sam', scopes: ['read'] });
  const listed = await run('list', sam);
  expect(listed.said).toMatch(/^[\w-]{36}\tppt_[0-9a-f]{8}\tnightly\tSam\tread\t/);
  expect(listed.said).not.toContain(token);
  expect(await run('create', sam, '--name', 'x', '--scopes', 'deployments:teleport')).toMatchObject({ code: 1 });
  expect(await run('create', sam, '--name', 'x', '--days', '400')).toMatchObject({ code: 1 });
  expect(await run('create', 'nobody@example.com', '--name', 'x')).toMatchObject({ code: 1 });
  expect(await run('revoke', 'no-id')).toMatchObject({ code: 1 });
  expect(await run('rotate', 'x')).toMatchObject({ code: 2 });
  expect(await run('revoke', listed.said.split('\t')[0] ?? '')).toMatchObject({ code: 0 });
  await eventually('the end of the token', async () => (await tokens.resolve(token, there)) === null);
  expect((await run('list')).said).toBe('');
  await database.close();
});
