/** `pnpm pve:check --canary` against the simulator: a VM made as the portal makes it, and nothing left of it afterwards. */
import { expect, test, vi } from 'vitest';
import { type CheckedCluster, checkedCluster, debian, seedWith } from './checked-cluster.ts';

const guestsOf = async (cluster: CheckedCluster): Promise<readonly number[]> =>
  (await cluster.simulator.control.snapshot()).vms.map(({ vmid }) => vmid).sort((a, b) => a - b);

/** The ids that DELETE was sent for. */
const destroyedIn = async (cluster: CheckedCluster): Promise<readonly string[]> =>
  (await cluster.simulator.control.requests())
    .filter(({ method }) => method === 'DELETE')
    .map(({ path }) => path.replace(/^.*qemu\//, ''));

test('a canary is cloned at the far end of the range, started, reached and destroyed', async () => {
  await using cluster = await checkedCluster();
  const before = await guestsOf(cluster);
  const { code, said } = await cluster.check({ canary: 'debian-13' });
  expect(code).toBe(0);
  expect(said).toMatch(
    /ok +canary +VM 5050 cloned on pve3 in [\d.]+ s\n.*configured, and started in .*\n.*gave the address [\d.]+ after/,
  );
  expect(said).toContain('VM 5050 destroyed, its id is free again');
  expect(await guestsOf(cluster)).toEqual(before);
  expect(await destroyedIn(cluster)).toEqual(['5050']);
});

test('a canary of a cloud image that leaves its network to cloud-init gets an address, as a person’s VM would', async () => {
  await using cluster = await checkedCluster();
  await cluster.simulator.control.updateConfig(9004, { ipconfig0: null });
  for (const canary of ['debian-13', '9004']) {
    const { code, said } = await cluster.check({ canary });
    expect(said).toContain('its agent gave the address');
    expect(code).toBe(0);
  }
});

test('a canary is configured with the portal’s tag and login, so what PVE would refuse a person it refuses here', async () => {
  await using cluster = await checkedCluster();
  const before = await guestsOf(cluster);
  const { control } = cluster.simulator;
  const action = { kind: 'refuse', as: 'permission', text: '/, Sys.Modify' } as const;
  await control.addFault({ match: { method: 'PUT', path: '/qemu/5050/config$' }, when: 'after', action });
  const { code, said } = await cluster.check({ canary: 'debian-13' });
  expect(code).toBe(1);
  expect(said).toMatch(/fail +canary +Permission check failed \(\/, Sys\.Modify\)/);
  const sent = (await control.requests()).find(({ method, path }) => method === 'PUT' && path.endsWith('/config'));
  expect(sent?.parameters).toMatchObject({ tags: 'support-portal', cores: '1', memory: '1024', ciuser: 'support' });
  expect(await guestsOf(cluster)).toEqual(before);
});

test('a canary of a full clone goes where most room is, of the storages that are active on its node', async () => {
  const rbd = { type: 'rbd', shared: true, content: ['images'] } as const;
  const local = { type: 'dir', shared: false, content: ['images'], nodes: ['pve1'] } as const;
  const storages = [
    { ...rbd, id: 'small', capacityBytes: 2 ** 36 },
    { ...rbd, id: 'large', capacityBytes: 2 ** 40 },
    { ...local, id: 'elsewhere', capacityBytes: 2 ** 44 },
  ];
  const privileges = ['Datastore.AllocateSpace', 'Datastore.Audit'];
  const seed = seedWith(
    [],
    storages.map(({ id }) => ({ path: `/storage/${id}`, privileges })),
  );
  await using cluster = await checkedCluster({ ...seed, storages: [...seed.storages, ...storages] });
  const configured = { storages: ['elsewhere', 'small', 'large'] };
  const offers = [{ ...debian, cloneMode: 'full' }] as const;
  const { code, said } = await cluster.check({ configured, offers, canary: 'debian-13' });
  expect(said).toContain('VM 5050 destroyed');
  expect(code).toBe(0);
  const cloned = (await cluster.simulator.control.requests()).find(({ path }) => path.endsWith('/clone'));
  expect(cloned?.parameters).toMatchObject({ full: '1', storage: 'large' });
  const nowhere = await cluster.check({ configured: { storages: ['elsewhere'] }, offers, canary: 'debian-13' });
  expect(nowhere.said).toMatch(/fail +canary +No storage for full clones \(elsewhere\) is active on pve3/);
  expect(nowhere.said).toMatch(/ok +canary +nothing was begun/);
});

test('a canary whose clone is answered by silence is found by its mark and destroyed', async () => {
  await using cluster = await checkedCluster();
  const before = await guestsOf(cluster);
  const path = '/nodes/pve3/qemu/9004/clone$';
  await cluster.simulator.control.addFault({ match: { path }, when: 'after', action: { kind: 'reset' } });
  const { code, said } = await cluster.check({ canary: '9004' });
  expect(code).toBe(1);
  expect(said).toMatch(/fail +canary +The cluster broke the connection/);
  expect(said).toContain('VM 5050 destroyed, its id is free again');
  expect(await guestsOf(cluster)).toEqual(before);
});

test('a canary that lost its id to somebody else destroys nothing', async () => {
  await using cluster = await checkedCluster();
  const { control } = cluster.simulator;
  await control.failTask({ type: 'qmclone', exitstatus: 'unable to create VM 5050: config file already exists' });
  const taken = { vmid: 5050, node: 'pve3', name: 'faster', pool: 'support-portal' };
  const { code, said } = await cluster.check({
    canary: 'debian-13',
    // Quicker than the canary's look at what its failed clone left behind.
    onLine: (line) => {
      if (/config file already exists/.test(line)) void control.createVm(taken);
    },
  });
  expect(code).toBe(1);
  expect(said).toMatch(/fail +canary +VM 5050 was left alone: it does not bear the canary’s mark/);
  expect(await destroyedIn(cluster)).toEqual([]);
});

test('Ctrl-C, in the middle of a clone or later, waits for what was begun, destroys it, and ends with 130', async () => {
  await using cluster = await checkedCluster();
  const { control } = cluster.simulator;
  const before = await guestsOf(cluster);
  await control.setTiming({ agentDelayMs: 3_600_000, cloneLinkedMs: 500, startMs: 500 });
  const interruptedWhen = async (moment: () => Promise<boolean>) => {
    const interrupted = new AbortController();
    const checking = cluster.check({ canary: 'debian-13', signal: interrupted.signal });
    await vi.waitUntil(moment, { timeout: 10_000, interval: 10 });
    interrupted.abort();
    const { code, said } = await checking;
    expect(code).toBe(130);
    expect(said).toMatch(/fail +canary +interrupted/);
    expect(said).toContain('VM 5050 destroyed, its id is free again');
    expect(await guestsOf(cluster)).toEqual(before);
  };
  const canary = async () => (await control.snapshot()).vms.find(({ vmid }) => vmid === 5050);
  await interruptedWhen(async () => (await canary())?.config.lock === 'clone');
  await interruptedWhen(async () =>
    (await control.snapshot()).tasks.some(({ type, phase }) => type === 'qmstart' && phase === 'working'),
  );
  await interruptedWhen(async () => (await canary())?.power === 'running');
});
