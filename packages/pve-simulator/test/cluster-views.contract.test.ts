import { expect, test } from 'vitest';
import { crowdedCluster } from '../src/index.ts';
import { demoSeed, listOf, objectOf, PveClient, startTestSimulator, testSecret, until } from './pve-client.ts';

const guests = async (pve: PveClient) => listOf(await pve.get('/cluster/resources?type=vm'));

test('resources lag behind: a fresh clone is unknown and nameless, its tags and pool are not', async () => {
  await using simulator = await startTestSimulator({ timing: { resourcesLagMs: 60_000 } });
  const pve = new PveClient(simulator.url);
  await pve.cloned(310);
  const fresh = (await guests(pve)).find(({ vmid }) => vmid === 310);
  expect(fresh).toEqual({
    id: 'qemu/310',
    type: 'qemu',
    vmid: 310,
    node: 'pve1',
    status: 'unknown',
    tags: 'template',
    pool: 'support-portal',
  });
  expect(objectOf(await pve.get('/nodes/pve1/qemu/310/status/current'))).toMatchObject({
    status: 'stopped',
    name: 'vm310',
  });
});

test('a broadcast brings the figures', async () => {
  await using simulator = await startTestSimulator({ timing: { resourcesLagMs: 20 } });
  const pve = new PveClient(simulator.url);
  await pve.started(310);
  const heard = await until(async () => (await guests(pve)).find((vm) => vm.vmid === 310 && vm.status === 'running'));
  expect(heard).toMatchObject({
    name: 'vm310',
    maxcpu: 2,
    maxmem: 2 * 1024 ** 3,
    maxdisk: 20 * 1024 ** 3,
    template: 0,
  });
});

test('the machines of other people are not to be seen', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  expect((await guests(pve)).map(({ vmid }) => vmid)).toEqual([9000, 9001, 9002, 9003, 9004, 9005]);
  expect(await pve.get('/nodes/pve1/qemu/100/status/current')).toMatchObject({
    status: 403,
    reason: 'Permission check failed (/vms/100, VM.Audit)',
  });
});

test('a token without rights gets 200 and empty lists, and sees that nodes are there', async () => {
  const tokens = [{ tokenId: 'portal@pve!portal', secret: testSecret, acl: [] }];
  await using simulator = await startTestSimulator({ cluster: { ...demoSeed, tokens } });
  const pve = new PveClient(simulator.url);
  expect(listOf(await pve.get('/cluster/resources')).map(({ type }) => type)).toEqual(['node', 'node', 'node']);
  expect(listOf(await pve.get('/nodes'))[0]).not.toHaveProperty('maxmem');
  expect(objectOf(await pve.get('/access/permissions'))).toEqual({});
  expect((await pve.get('/cluster/nextid')).data).toBe('103');
  expect((await pve.get('/cluster/status')).reason).toBe('Permission check failed (/, Sys.Audit)');
});

test('permissions name paths, privileges and whether they propagate', async () => {
  await using simulator = await startTestSimulator();
  const permissions = objectOf(await new PveClient(simulator.url).get('/access/permissions'));
  expect(permissions['/']).toEqual({ 'Sys.Audit': 0 });
  expect(permissions['/nodes']).toEqual({ 'Sys.Audit': 1 });
  expect(permissions['/sdn/zones/localnetwork']).toEqual({ 'SDN.Audit': 1, 'SDN.Use': 1 });
  expect(permissions['/vms/9000']).toMatchObject({ 'VM.Clone': 1 });
});

test('nextid is the lowest free id, reserves nothing, and checks one', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const answers = await Promise.all([1, 2, 3].map(() => pve.get('/cluster/nextid')));
  expect(answers.map(({ data }) => data)).toEqual(['103', '103', '103']);
  expect((await pve.get('/cluster/nextid?vmid=310')).data).toBe('310');
  expect((await pve.get('/cluster/nextid?vmid=100')).errors).toEqual({ vmid: 'VM 100 already exists' });
  expect((await pve.get('/cluster/nextid?vmid=5')).errors).toEqual({
    vmid: 'invalid format - value does not look like a valid VM ID\n',
  });
});

test('storages and pools show what the token may see', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  expect(listOf(await pve.get('/nodes/pve2/storage')).map(({ storage }) => storage)).toEqual(['ceph-vm']);
  expect(objectOf(await pve.get('/nodes/pve2/storage/ceph-vm/status'))).toMatchObject({ active: 1, shared: 1 });
  expect((await pve.get('/nodes/pve2/storage/local/status')).status).toBe(403);
  expect(listOf(await pve.get('/pools')).map(({ poolid }) => poolid)).toEqual(['support-portal']);
  const { members } = objectOf(await pve.get('/pools/support-portal'));
  expect(members).toHaveLength(6);
});

test('used storage grows with a clone', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  const used = async () => Number(objectOf(await pve.get('/nodes/pve1/storage/ceph-vm/status')).used);
  const before = await used();
  await pve.cloned(310, { full: '1' });
  expect((await used()) - before).toBe(20 * 1024 ** 3 + 4 * 1024 ** 2);
});

test('an offline node keeps its machines in the list, but nothing is known of them', async () => {
  await using simulator = await startTestSimulator();
  const pve = new PveClient(simulator.url);
  await simulator.control.setNodeOnline('pve2', false);
  const all = listOf(await pve.get('/cluster/resources'));
  expect(all).toContainEqual({ id: 'node/pve2', type: 'node', node: 'pve2', status: 'offline' });
  expect(all.find(({ vmid }) => vmid === 9002)).toMatchObject({ status: 'unknown', node: 'pve2' });
});

test('ten thousand machines are listed completely, over as many nodes as asked for', async () => {
  const count = 10_000;
  const nodes = 20;
  const crowd = crowdedCluster({ tokenSecret: testSecret, count, nodes });
  await using simulator = await startTestSimulator({ cluster: crowd });
  const listed = (await guests(new PveClient(simulator.url))).filter(({ tags }) => tags === 'portal');
  expect(listed).toHaveLength(count);
  expect(new Set(listed.map(({ node }) => node)).size).toBe(nodes);
  expect(listed.every(({ status }) => status === 'running')).toBe(true);
});
