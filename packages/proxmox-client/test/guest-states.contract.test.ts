// What a VM goes through after it was made: pauses and resets, snapshots, a new ownership tag, its first words over the agent.
import { generateKeyPairSync } from 'node:crypto';
import type { Hypervisor, HypervisorErrorCode } from '@portal/domain';
import { demoPool } from '@portal/pve-simulator';
import { describe, expect, test } from 'vitest';
import { codeOf } from './error-code.ts';
import { ended, makeGuest, startCluster } from './simulated-cluster.ts';
import { soon } from './soon.ts';

const succeeds = async (hypervisor: Hypervisor, started: Promise<string>): Promise<void> =>
  expect(await ended(hypervisor, await started)).toMatchObject({ state: 'succeeded' });

const reasonOf = async (hypervisor: Hypervisor, started: Promise<string>): Promise<HypervisorErrorCode | 'none'> => {
  const end = await ended(hypervisor, await started);
  return end.state === 'failed' ? end.reason : 'none';
};

test('a running VM is reset, paused and resumed; a stopped one is none of these', async () => {
  await using cluster = await startCluster();
  const { hypervisor } = cluster;
  const guest = await makeGuest(hypervisor, 5100);
  for (const act of [hypervisor.reset, hypervisor.suspend, hypervisor.resume])
    expect(await codeOf(act(guest, soon()))).toBe('guest_not_running');
  await succeeds(hypervisor, hypervisor.start(guest, soon()));
  await succeeds(hypervisor, hypervisor.reset(guest, soon()));
  const powerAfter = async (started: Promise<string>) => {
    await succeeds(hypervisor, started);
    return (await hypervisor.guestStatus(guest, soon())).power;
  };
  expect(await powerAfter(hypervisor.suspend(guest, soon()))).toBe('paused');
  expect(await codeOf(hypervisor.reboot(guest, 30, soon()))).toBe('guest_paused');
  expect(await powerAfter(hypervisor.resume(guest, soon()))).toBe('running');
  await powerAfter(hypervisor.suspend(guest, soon()));
  expect(await powerAfter(hypervisor.stop(guest, soon()))).toBe('stopped');
});

describe('a snapshot', () => {
  test('is taken, listed, gone back to and removed', async () => {
    await using cluster = await startCluster();
    const { hypervisor } = cluster;
    const guest = await makeGuest(hypervisor, 5110);
    expect(await hypervisor.snapshots(guest, soon())).toEqual([]);
    await succeeds(hypervisor, hypervisor.createSnapshot(guest, 'before', 'Grüße; a=b', soon()));
    await succeeds(hypervisor, hypervisor.createSnapshot(guest, 'after', '', soon()));
    const [before, after] = await hypervisor.snapshots(guest, soon());
    expect(before).toMatchObject({ name: 'before', description: 'Grüße; a=b', parent: null, state: 'ready' });
    expect(after).toMatchObject({ name: 'after', description: '', parent: 'before', state: 'ready' });
    expect(Math.abs(Number(before?.createdAt) - Date.now())).toBeLessThan(60_000);

    const larger = { cores: 4, memoryMiB: 4096, balloonMiB: null, tags: ['portal'], cloudInit: null };
    await hypervisor.configure(guest, larger, soon());
    await succeeds(hypervisor, hypervisor.rollbackSnapshot(guest, 'after', false, soon()));
    expect((await hypervisor.guestConfig(guest, soon())).cores).toBe(1);
    await succeeds(hypervisor, hypervisor.rollbackSnapshot(guest, 'after', true, soon()));
    await expect.poll(async () => (await hypervisor.guestStatus(guest, soon())).power).toBe('running');

    await succeeds(hypervisor, hypervisor.deleteSnapshot(guest, 'before', false, soon()));
    expect((await hypervisor.snapshots(guest, soon())).map(({ name, parent }) => ({ name, parent }))).toEqual([
      { name: 'after', parent: null },
    ]);
  });

  test('that is there already, or that is not there, says so', async () => {
    await using cluster = await startCluster();
    const { hypervisor } = cluster;
    const guest = await makeGuest(hypervisor, 5111);
    await succeeds(hypervisor, hypervisor.createSnapshot(guest, 'once', '', soon()));
    expect(await reasonOf(hypervisor, hypervisor.createSnapshot(guest, 'once', '', soon()))).toBe('snapshot_taken');
    expect(await reasonOf(hypervisor, hypervisor.rollbackSnapshot(guest, 'never', false, soon()))).toBe(
      'snapshot_missing',
    );
    expect(await reasonOf(hypervisor, hypervisor.deleteSnapshot(guest, 'never', false, soon()))).toBe(
      'snapshot_missing',
    );
    expect(await codeOf(hypervisor.createSnapshot(guest, '1bad', '', soon()))).toBe('invalid_request');
  });
});

test('an ownership tag is written on the configuration that was read, and on no other', async () => {
  await using cluster = await startCluster();
  const { hypervisor, simulator } = cluster;
  const guest = await makeGuest(hypervisor, 5120);
  const { digest } = await hypervisor.guestConfig(guest, soon());
  const tag = { description: 'portal=0198a2c0', tags: ['portal', 'adopted'], digest };
  await simulator.control.updateConfig(guest.vmid, { cores: 3 });
  expect(await codeOf(hypervisor.writeOwnershipTag(guest, tag, soon()))).toBe('config_changed');
  const now = await hypervisor.guestConfig(guest, soon());
  await hypervisor.writeOwnershipTag(guest, { ...tag, digest: now.digest }, soon());
  expect(await hypervisor.guestConfig(guest, soon())).toMatchObject({
    description: tag.description,
    tags: ['adopted', 'portal'],
    cores: 3,
  });
  await hypervisor.writeOwnershipTag(guest, { description: '', tags: [], digest: null }, soon());
  expect(await hypervisor.guestConfig(guest, soon())).toMatchObject({ description: '', tags: [] });
});

/** PVE has `ssh-keygen` look at them. */
const makeSshKey = (comment: string): string => {
  const raw = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const parts = [Buffer.from('ssh-ed25519'), raw].flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]);
  return `ssh-ed25519 ${Buffer.concat(parts).toString('base64')} ${comment}`;
};

test('cloud-init reaches the configuration with its keys in one piece and its password unreadable', async () => {
  await using cluster = await startCluster();
  const { hypervisor, simulator } = cluster;
  const guest = await makeGuest(hypervisor, 5130);
  const sshKeys = [makeSshKey('ada@example.com'), makeSshKey('büro + heim & co')];
  const cloudInit = { user: 'ada', password: 'a=b;c & 100 %+', sshKeys, network: 'dhcp_dual_stack' } as const;
  await hypervisor.configure(
    guest,
    { cores: 1, memoryMiB: 512, balloonMiB: null, tags: ['portal'], cloudInit },
    soon(),
  );
  const { vms } = await simulator.control.snapshot();
  const config = vms.find(({ vmid }) => vmid === guest.vmid)?.config;
  expect(config).toMatchObject({ ciuser: 'ada', ipconfig0: 'ip=dhcp,ip6=auto' });
  expect(decodeURIComponent(String(config?.sshkeys))).toBe(sshKeys.join('\n'));
  expect(config?.cipassword).not.toContain('a=b');
});

test('a new password reaches the guest, and no refusal repeats it; one whose agent fell silent may have it', async () => {
  await using cluster = await startCluster();
  const { hypervisor, simulator } = cluster;
  const guest = await makeGuest(hypervisor, 5135);
  const login = { user: 'ada', password: 'Abcde-fghjk-23456' };
  const set = () => hypervisor.setGuestPassword(guest, login, soon());
  expect(await codeOf(set())).toBe('guest_not_running');
  await succeeds(hypervisor, hypervisor.start(guest, soon()));
  const answered = async () => (await codeOf(set())) === 'no error';
  await expect.poll(answered, { timeout: 10_000 }).toBe(true);
  const { vms } = await simulator.control.snapshot();
  expect(vms.find(({ vmid }) => vmid === guest.vmid)?.passwords).toEqual({ ada: login.password });
  const path = 'set-user-password$';
  const refusedWith = async (reason: string) => {
    await simulator.control.addFault({
      match: { path },
      when: 'before',
      action: { kind: 'status', status: 500, reason },
    });
    return set().catch((error: unknown) => error);
  };
  const ends = [
    ['got timeout', true],
    ['client closed connection', true],
    ['unable to connect to VM 5135 qga socket - timeout after 31 retries', false],
  ] as const;
  for (const [end, maybeDone] of ends) {
    const failed = await refusedWith(`VM 5135 qmp command 'guest-set-user-password' failed - ${end}`);
    expect(failed, end).toMatchObject({ code: 'agent_unavailable', maybeDone });
  }
  const repeated = await refusedWith(`Agent error: cannot set ${login.password}`);
  expect(repeated).toMatchObject({ code: 'rejected', maybeDone: false, message: 'Agent error: cannot set ***' });
});

test('a guest tells its host name and a VM its age, system and disks', async () => {
  await using cluster = await startCluster();
  const { hypervisor } = cluster;
  const guest = await makeGuest(hypervisor, 5140);
  expect(await codeOf(hypervisor.guestHostName(guest, soon()))).toBe('guest_not_running');
  await succeeds(hypervisor, hypervisor.start(guest, soon()));
  await expect
    .poll(() => hypervisor.guestHostName(guest, soon()).catch(() => null), { timeout: 10_000 })
    .toBe('vm-5140');
  const { createdAt, osType } = await hypervisor.guestConfig(guest, soon());
  expect(osType).toBe('l26');
  expect(Math.abs(Number(createdAt) - Date.now())).toBeLessThan(3_600_000);
  await expect
    .poll(async () => (await hypervisor.observe(soon())).guests.find(({ vmid }) => vmid === guest.vmid), {
      timeout: 10_000,
    })
    .toMatchObject({ diskGiB: 8, pool: demoPool });
});

test('a guest that does not go down for a reboot is unresponsive, and runs on', async () => {
  await using cluster = await startCluster();
  const { hypervisor, simulator } = cluster;
  const guest = await makeGuest(hypervisor, 5150);
  await succeeds(hypervisor, hypervisor.start(guest, soon()));
  const exitstatus = 'VM quit/powerdown failed - got timeout';
  await simulator.control.failTask({ type: 'qmreboot', vmid: guest.vmid, exitstatus });
  expect(await reasonOf(hypervisor, hypervisor.reboot(guest, 1, soon()))).toBe('guest_unresponsive');
  expect((await hypervisor.guestStatus(guest, soon())).power).toBe('running');
});

test('a node in maintenance is seen so in the one call that observes everything', async () => {
  await using cluster = await startCluster();
  const { hypervisor, simulator } = cluster;
  await simulator.control.setNodeMaintenance('pve2', true);
  const seen = async () =>
    (await hypervisor.observe(soon())).nodes.map(({ name, online, maintenance }) => ({ name, online, maintenance }));
  await expect.poll(seen, { timeout: 10_000 }).toEqual([
    { name: 'pve1', online: true, maintenance: false },
    { name: 'pve2', online: true, maintenance: true },
    { name: 'pve3', online: true, maintenance: false },
  ]);
});

test('of a VM that runs its figures are told point by point, of one that is off its size alone', async () => {
  await using cluster = await startCluster();
  const { hypervisor, simulator } = cluster;
  const guest = await makeGuest(hypervisor, 5109);
  const off = await hypervisor.guestFigures(guest, 'hour', soon());
  expect(off).toHaveLength(60);
  expect(off.at(-1)).toMatchObject({ cpuShare: null, usedMemoryMiB: null, memoryMiB: expect.any(Number) });
  await succeeds(hypervisor, hypervisor.start(guest, soon()));
  await simulator.control.setUptime(guest.vmid, 30 * 60);
  const half = await hypervisor.guestFigures(guest, 'hour', soon());
  expect(half.filter(({ cpuShare }) => cpuShare !== null).length).toBeOneOf([29, 30, 31]);
  expect(half[0]).toMatchObject({ cpuShare: null, memoryMiB: null, networkInBytesPerSecond: null });
  expect(half.every(({ at }, n) => n === 0 || at.getTime() - (half[n - 1]?.at.getTime() ?? 0) === 60_000)).toBe(true);
  expect(await hypervisor.guestFigures(guest, 'day', soon())).toHaveLength(1_440);
  expect(await hypervisor.guestFigures(guest, 'week', soon())).toHaveLength(336);
  expect(await codeOf(hypervisor.guestFigures({ ...guest, vmid: 5198 }, 'hour', soon()))).toBe('forbidden');
});
