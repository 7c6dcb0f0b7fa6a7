import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listOf, objectOf, PveClient, startTestSimulator, until } from './pve-client.ts';

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

test('a state that was written before there were snapshots, guests and clocks is taken up', async () => {
  using folder = temporaryFolder();
  const { stateFile } = folder;
  const first = await startTestSimulator({ stateFile });
  await new PveClient(first.url).cloned(310);
  await first.close();
  const younger = [
    'snapshots',
    'guest',
    'guestSetup',
    'clockSkewMs',
    'maintenanceNodes',
    'removedNodes',
    'fullStorages',
    'looseVolumes',
    'heldVolumes',
    'network',
    'ha',
    'replicatedTo',
  ];
  const without = (key: string, value: unknown) => (younger.includes(key) ? undefined : value);
  const written: unknown = JSON.parse(readFileSync(stateFile, 'utf8'));
  writeFileSync(stateFile, JSON.stringify(written, without));
  await using second = await startTestSimulator({ stateFile });
  const pve = new PveClient(second.url);
  expect(listOf(await pve.get('/nodes/pve1/qemu/310/snapshot'))).toMatchObject([{ name: 'current' }]);
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/310/status/start'))).toBe('OK');
});

test('snapshots, locks and a first boot under way outlive a restart', async () => {
  using folder = temporaryFolder();
  const { stateFile } = folder;
  const first = await startTestSimulator({ stateFile });
  const before = new PveClient(first.url);
  await before.cloned(310);
  await first.control.setGuest(310, 'cloudbase-init', 'OLD-NAME');
  await before.exitOf(await before.post('/nodes/pve1/qemu/310/snapshot', { snapname: 'early' }));
  await first.control.lockVm(310, 'backup');
  await first.close();
  await using second = await startTestSimulator({ stateFile });
  const pve = new PveClient(second.url);
  expect(listOf(await pve.get('/nodes/pve1/qemu/310/snapshot'))).toMatchObject([
    { name: 'early' },
    { parent: 'early' },
  ]);
  expect(await pve.exitOf(await pve.post('/nodes/pve1/qemu/310/status/start'))).toBe('VM is locked (backup)');
  const { vms } = await second.control.snapshot();
  expect(vms.find(({ vmid }) => vmid === 310)?.guest).toMatchObject({ hostName: 'OLD-NAME', firstBoot: true });
});

test('a file that is no state stops the start and is left alone', async () => {
  using folder = temporaryFolder();
  const stateFile = join(folder.stateFile, '..', '..', 'other.json');
  writeFileSync(stateFile, '{"something":"else"}');
  await expect(startTestSimulator({ stateFile })).rejects.toThrow(/not a state file/);
  expect(statSync(stateFile).size).toBe(20);
});
