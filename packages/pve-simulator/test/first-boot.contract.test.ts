import { expect, test } from 'vitest';
import { demoSeed, objectOf, PveClient, startTestSimulator, until } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';
const longName = 'win11-support-client-7';

/** What the agent says of its name, or null while it is silent. */
async function hostName(pve: PveClient): Promise<unknown> {
  const answer = await pve.get(`${vm}/agent/get-host-name`);
  return answer.status === 200 ? objectOf({ ...answer, data: objectOf(answer).result })['host-name'] : null;
}

/** What the agent says of its name over time, each answer once; with the last it is done. */
async function namesUntil(pve: PveClient, last: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  await until(async () => {
    const name = await hostName(pve);
    if (name !== seen.at(-1) || seen.length === 0) seen.push(name);
    return name === last;
  });
  return seen;
}

const windows = {
  ...demoSeed,
  vms: demoSeed.vms.map((seed) =>
    seed.vmid === 9000 ? { ...seed, guest: { profile: 'cloudbase-init', hostName: 'WIN11-TMPL' } as const } : seed,
  ),
};
const slow = { agentDelayMs: 40, guestSetupMs: 60, guestRebootMs: 60, agentTimeoutMs: 1 };

test('a Windows clone is silent, answers with the old name, reboots, and answers with its own, cut to 15 letters', async () => {
  await using simulator = await startTestSimulator({ cluster: windows, timing: slow });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { name: longName });
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect(await namesUntil(pve, 'win11-support-c')).toEqual([null, 'WIN11-TMPL', null, 'win11-support-c']);
  expect(objectOf(await pve.get(`${vm}/status/current`)).status).toBe('running');
  await pve.exitOf(await pve.post(`${vm}/status/reboot`));
  expect(await namesUntil(pve, 'win11-support-c')).toEqual([null, 'win11-support-c']);
});

test('a first boot that is cut short begins anew', async () => {
  await using simulator = await startTestSimulator({ cluster: windows, timing: slow });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { name: longName });
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  await until(async () => (await hostName(pve)) === 'WIN11-TMPL');
  await pve.exitOf(await pve.post(`${vm}/status/stop`));
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect(await namesUntil(pve, 'win11-support-c')).toEqual([null, 'WIN11-TMPL', null, 'win11-support-c']);
});

test('a guest that sysprep specialises is seen, silent for its reboot, and steady', async () => {
  await using simulator = await startTestSimulator({ timing: slow });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.setGuest(310, 'sysprep', 'MINWINPC');
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  const seen: unknown[] = [];
  await until(async () => {
    const name = await hostName(pve);
    if (name !== seen.at(-1)) seen.push(name);
    return String(name).startsWith('WIN-');
  });
  expect(seen.filter((name) => name !== null)).toEqual(['MINWINPC', expect.stringMatching(/^WIN-[0-9A-F]{11}$/)]);
});

test('a Linux guest takes its name from the cloud-init drive at once', async () => {
  await using simulator = await startTestSimulator({ timing: { agentTimeoutMs: 1 } });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { name: 'pbx.example.com' });
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect((await namesUntil(pve, 'pbx')).filter((name) => name !== null)).toEqual(['pbx']);
});

test('an agent that answers nonsense answers it about its name too', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await until(async () => (await hostName(pve)) !== null);
  await simulator.control.setAgent(310, 'nonsense');
  expect(await hostName(pve)).toEqual([4711]);
});
