import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { objectOf, PveClient, startTestSimulator, until } from './pve-client.ts';

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'pve-simulator-'));
  return { stateFile: join(path, 'state', 'cluster.json'), [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('what was cloned is there after a restart', async () => {
  using folder = temporaryFolder();
  const { stateFile } = folder;
  const first = await startTestSimulator({ stateFile });
  await new PveClient(first.url).started(310);
  await first.close();
  await using second = await startTestSimulator({ stateFile });
  const status = objectOf(await new PveClient(second.url).get('/nodes/pve1/qemu/310/status/current'));
  expect(status).toMatchObject({ status: 'running', name: 'vm310' });
});

test('a task that ran when the simulator went down goes on to its due time, under its UPID', async () => {
  using folder = temporaryFolder();
  const { stateFile } = folder;
  const first = await startTestSimulator({ stateFile, timing: { cloneLinkedMs: 400 } });
  const started = await new PveClient(first.url).post('/nodes/pve1/qemu/9000/clone', {
    newid: '310',
    pool: 'support-portal',
  });
  await until(async () => (await first.control.snapshot()).vms.some(({ vmid }) => vmid === 310));
  await first.close();
  await using second = await startTestSimulator({ stateFile });
  const pve = new PveClient(second.url);
  expect((await pve.get('/nodes/pve1/qemu/310/status/current')).status).toBe(403);
  expect(await pve.exitOf(started)).toBe('OK');
  expect((await pve.get('/nodes/pve1/qemu/310/status/current')).status).toBe(200);
});

test('a task that went on still holds its locks', async () => {
  using folder = temporaryFolder();
  const { stateFile } = folder;
  const first = await startTestSimulator({ stateFile });
  await new PveClient(first.url).started(310);
  await first.control.hangTask({ type: 'qmshutdown' });
  await new PveClient(first.url).post('/nodes/pve1/qemu/310/status/shutdown');
  await until(async () =>
    (await first.control.snapshot()).tasks.some((task) => task.type === 'qmshutdown' && task.phase === 'working'),
  );
  await first.close();
  await using second = await startTestSimulator({ stateFile, timing: { lockWaitMs: 20 } });
  const pve = new PveClient(second.url);
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/310/status/stop'))).toMatch(/got timeout$/);
});

test('the state is written some time after a change, not only on closing', async () => {
  using folder = temporaryFolder();
  const { stateFile } = folder;
  await using simulator = await startTestSimulator({ stateFile });
  await new PveClient(simulator.url).cloned(310);
  await until(async () => statSync(stateFile, { throwIfNoEntry: false }) !== undefined);
});

test('a file that is no state stops the start and is left alone', async () => {
  using folder = temporaryFolder();
  const stateFile = join(folder.stateFile, '..', '..', 'other.json');
  writeFileSync(stateFile, '{"something":"else"}');
  await expect(startTestSimulator({ stateFile })).rejects.toThrow(/not a state file/);
  expect(statSync(stateFile).size).toBe(20);
});
