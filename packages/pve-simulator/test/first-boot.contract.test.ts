import { expect, test } from 'vitest';
import { demoSeed, objectOf, PveClient, startTestSimulator, until } from './pve-client.ts';

const vm = '/nodes/pve1/qemu/310';

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
    if (name !== null && name !== seen.at(-1)) seen.push(name);
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
const visible = { guestSetupMs: 300, guestRebootMs: 30 };

test('a clone of a Windows template answers with the old name before its own, cut to 15 letters; PVE sees it run', async () => {
  await using simulator = await startTestSimulator({ cluster: windows, timing: visible });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { name: 'win11-support-client-7' });
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect(await namesUntil(pve, 'win11-support-c')).toEqual(['WIN11-TMPL', 'win11-support-c']);
  expect(objectOf(await pve.get(`${vm}/status/current`)).status).toBe('running');
  await pve.exitOf(await pve.post(`${vm}/status/reset`));
  expect(await namesUntil(pve, 'win11-support-c')).toEqual(['win11-support-c']);
});

test('a first boot that is cut short begins anew', async () => {
  await using simulator = await startTestSimulator({ cluster: windows, timing: visible });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { name: 'client' });
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  await until(async () => (await hostName(pve)) === 'WIN11-TMPL');
  await pve.exitOf(await pve.post(`${vm}/status/stop`));
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect(await namesUntil(pve, 'client')).toEqual(['WIN11-TMPL', 'client']);
});

test('what is inside a guest can be changed for its next start', async () => {
  await using simulator = await startTestSimulator({ timing: visible });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  await simulator.control.setGuest(310, 'cloudbase-init', 'MINWINPC');
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect(await namesUntil(pve, 'vm310')).toEqual(['MINWINPC', 'vm310']);
});

test('a Linux guest takes its name from the cloud-init drive at once', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.cloned(310, { name: 'pbx.example.com' });
  await pve.exitOf(await pve.post(`${vm}/status/start`));
  expect(await namesUntil(pve, 'pbx')).toEqual(['pbx']);
});

test('an agent that answers nonsense answers it about its name too', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  await until(async () => (await hostName(pve)) !== null);
  await simulator.control.setAgent(310, 'nonsense');
  expect(await hostName(pve)).toEqual([4711]);
});
