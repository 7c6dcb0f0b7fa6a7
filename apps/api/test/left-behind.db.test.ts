// Which disks a destruction frees, and what is said of those that it leaves behind.
import { expect, test } from 'vitest';
import { running } from './drift.ts';
import { portalVms } from './observe-cluster.ts';
import { createStack, engineWith, type Stack } from './stack.ts';

test('a destruction frees the VM’s own disks and no other that bears its id', async () => {
  await using stack = await createStack();
  const { actor, id } = await running(stack, 'support');
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  const destroyed = (await stack.simulator.control.requests()).find(({ method }) => method === 'DELETE');
  expect(JSON.stringify(destroyed)).toMatch(/destroy-unreferenced-disks\W+0/);
});

/** Somebody detaches a disk to keep it, and takes it out of the configuration. */
const leaveDisk = async ({ simulator }: Stack, vmid: number, name = `vm-${vmid}-disk-7`): Promise<string> => {
  await simulator.control.addVolume({ storage: 'ceph-vm', name, sizeGiB: 1 });
  return `ceph-vm:${name}`;
};

test('disks that a deletion or a rebuild leaves behind are a problem by name, and are still there', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'support');
  const first = await leaveDisk(stack, made.vmid);
  await leaveDisk(stack, made.vmid, `vm-${made.vmid}-state-before`);
  await stack.services.deployments.act(made.actor, { action: 'rebuild', id: made.id });
  await stack.carry(made.id, ['queued']);
  const { vmid, node } = await stack.carry(made.id, ['running']);
  const second = await leaveDisk(stack, vmid ?? 0);
  await stack.simulator.control.clearRequests();
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.carry(made.id, ['deleted']);
  const open = await stack.ports.reader.openProblems('disks_left_behind');
  expect(open.map(({ subject, params }) => [subject.id, params])).toEqual([
    [made.id, { vmid, node, volumes: [first, second] }],
  ]);
  const { looseVolumes } = await stack.simulator.control.snapshot();
  expect(looseVolumes.map(({ volid }) => volid)).toEqual(expect.arrayContaining([first, second]));
  const listings = (await stack.simulator.control.requests()).filter(({ path }) => path.endsWith('/content'));
  expect(listings, 'one call a storage that the VM uses').toHaveLength(1);
});

test('disks that are left behind are on record before the destruction is asked for', async () => {
  await using stack = await createStack();
  const { actor, id, vmid } = await running(stack, 'support');
  await leaveDisk(stack, vmid);
  const dying = engineWith(stack, () => ({ destroy: () => Promise.reject(new Error('power cut')) }));
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await expect(stack.carry(id, ['deleted'], dying)).rejects.toThrow('power cut');
  expect(await stack.ports.reader.openProblems('disks_left_behind')).toHaveLength(1);
});

test('a listing of disks that is refused holds no deletion up', async () => {
  await using stack = await createStack();
  const { actor, id } = await running(stack, 'support');
  const match = { method: 'GET', path: '/content$' } as const;
  await stack.simulator.control.addFault({ match, when: 'before', action: { kind: 'refuse', as: 'permission' } });
  await stack.services.deployments.act(actor, { action: 'delete', id });
  await stack.carry(id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
  expect(await stack.ports.reader.openProblems('disks_left_behind')).toEqual([]);
});
