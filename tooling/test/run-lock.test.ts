/** One portal at a time for a data folder, and no trace of a killed one in the way of the next. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AlreadyRunningError, acquireRunLock } from '../src/portal/run-lock.ts';
import { identify, isRunning } from '../src/process-identity.ts';
import { temporaryFolder } from './temporary-folder.ts';

const silent = () => undefined;

/** A process that does nothing until it is told to end. */
async function idleProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000); console.log("up")'], { detached: true });
  await once(child.stdout, 'data');
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) throw new Error('The process did not start.');
  return identity;
}

test('a second run is refused while the first one lives', async () => {
  using folder = temporaryFolder();
  const lock = await acquireRunLock(folder.path, silent);
  await expect(acquireRunLock(folder.path, silent)).rejects.toThrow(AlreadyRunningError);
  await lock.release();
});

test('a released lock leaves nothing behind and can be taken again', async () => {
  using folder = temporaryFolder();
  await (await acquireRunLock(folder.path, silent)).release();
  expect(existsSync(join(folder.path, 'portal.lock'))).toBe(false);
  await (await acquireRunLock(folder.path, silent)).release();
});

test('the lock of a killed run is taken over, and what that run left behind is stopped', async () => {
  using folder = temporaryFolder();
  const orphan = await idleProcess();
  const holder = { pid: process.pid, startedAt: 'an earlier process of the same id' };
  writeFileSync(join(folder.path, 'portal.lock'), JSON.stringify({ holder, started: [orphan] }));
  const lock = await acquireRunLock(folder.path, silent);
  expect(isRunning(orphan)).toBe(false);
  await lock.release();
});

test('a process that only has the id of one that was left behind is not touched', async () => {
  using folder = temporaryFolder();
  const stranger = await idleProcess();
  const holder = { pid: process.pid, startedAt: 'an earlier process of the same id' };
  const started = [{ ...stranger, startedAt: 'another time' }];
  writeFileSync(join(folder.path, 'portal.lock'), JSON.stringify({ holder, started }));
  const lock = await acquireRunLock(folder.path, silent);
  expect(isRunning(stranger)).toBe(true);
  process.kill(stranger.pid, 'SIGKILL');
  await lock.release();
});

test('a lock that was cut short does not keep the portal from starting', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'portal.lock'), '{"holder":{"pi');
  await (await acquireRunLock(folder.path, silent)).release();
});
