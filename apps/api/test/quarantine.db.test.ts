// Letting a quarantined VM go, and destroying it: each way and each refusal. Taking one back has a file of its own.
import { answered } from '@portal/domain';
import { describe, expect, test } from 'vitest';
import { auditOf, portalVms, reservationsOf } from './observe-cluster.ts';
import {
  cycle,
  foreign,
  itemOf,
  type Quarantined,
  quarantined,
  reason,
  refusalOf,
  retagged,
  settle,
  vmOf,
  writes,
} from './quarantine.ts';
import { createStack, leaping, type Stack } from './stack.ts';
import { underKey } from './under-key.ts';

test('a VM that left the pool is a problem by its name, until it is taken back or let go', async () => {
  await using settled = await createStack();
  const stack = leaping(settled);
  const outOfPool = async () => {
    const owner = await stack.person('support');
    const admin = await stack.person('admin');
    const id = await stack.create(owner);
    const { vmid, node } = await stack.carry(id, ['running']);
    if (vmid === null || node === null) throw new Error('running without a place');
    await stack.simulator.control.setPool(vmid, null);
    await stack.services.deployments.act(owner, { action: 'delete', id });
    await stack.carry(id, ['quarantined']);
    const made = { stack, id, vmid, node, owner, admin };
    expect(await unreadable(made)).toEqual([
      { params: { vmid, node, reason: 'left_pool' }, title: 'A VM cannot be read' },
    ]);
    return made;
  };
  const unreadable = async ({ admin, id }: Quarantined) => {
    const { items } = await stack.services.problems.list(admin, { state: 'open' });
    return items
      .filter(({ code, subject }) => code === 'vm_unreadable' && subject.id === id)
      .map(({ params, title }) => ({ params, title }));
  };
  const kept = await outOfPool();
  await stack.simulator.control.setPool(kept.vmid, stack.cluster.pool);
  await cycle(kept);
  await settle(kept, 'adopt');
  await stack.carry(kept.id, ['running']);
  expect(await unreadable(kept)).toEqual([]);
  const gone = await outOfPool();
  await settle(gone, 'release');
  expect(await unreadable(gone)).toEqual([]);
});

describe('release', () => {
  test('the deployment is gone, its quota is back, the VM is not touched and its VMID is never used again', async () => {
    await using stack = await createStack();
    const made = await retagged(stack);
    const before = await vmOf(made);
    await stack.simulator.control.clearRequests();
    expect((await settle(made, 'release')).status).toBe('deleted');
    expect(await writes(made)).toEqual([]);
    expect(await vmOf(made)).toEqual(before);
    expect(await reservationsOf(stack, made.id)).toEqual(['blocked']);
    expect((await stack.services.me.get(made.owner)).usage.deployments).toBe(0);
    await cycle(made);
    const { items } = await stack.services.orphans.list(made.admin);
    expect(items).toMatchObject([{ vmid: made.vmid, because: 'pool', ownershipTag: null }]);
    expect((await auditOf(stack, made.id)).at(-1)).toMatchObject({
      action: 'deployment.released',
      actor_kind: 'user',
      actor_id: made.admin.principal.userId,
    });
    expect(await refusalOf(settle(made, 'release'))).toContain('it is deleted');
  });

  test('a repeat under the same key does nothing more', async () => {
    await using stack = await createStack();
    const made = await retagged(stack);
    const release = () => underKey(stack, made.admin, 'release-once').quarantine.release({ id: made.id, reason });
    const first = await release();
    const acts = await auditOf(stack, made.id);
    const second = await release();
    expect(second.version).toBe(first.version);
    expect(await auditOf(stack, made.id)).toEqual(acts);
  });
});

test('what is in quarantine, or on its way back, gives its owner neither an address nor a password', async () => {
  await using stack = await createStack();
  const made = await retagged(stack);
  const { deployments } = stack.services;
  expect((await deployments.byId(made.owner, made.id)).addresses).toEqual([]);
  await expect(deployments.credentials(made.owner, made.id)).rejects.toMatchObject({ code: 'conflict' });
  expect((await settle(made, 'adopt')).status).toBe('adopting');
  expect((await deployments.byId(made.owner, made.id)).addresses).toEqual([]);
  await expect(deployments.credentials(made.owner, made.id)).rejects.toMatchObject({ code: 'conflict' });
  expect((await auditOf(stack, made.id)).at(-1)).toMatchObject({
    action: 'deployment.password_revealed',
    outcome: 'refused',
  });
});

describe('destroy', () => {
  const untagged = (stack: Stack) =>
    quarantined(stack, ({ vmid }) => stack.simulator.control.retagVm(vmid, ['customer']));

  test('a VM that bears the ownership tag is stopped and destroyed', async () => {
    await using stack = await createStack();
    const made = await untagged(stack);
    expect(await itemOf(made)).toMatchObject({ differences: ['tag'], actions: { destroy: { allowed: true } } });
    expect((await settle(made, 'destroy')).status).toBe('deleting');
    await stack.carry(made.id, ['deleted']);
    expect(await portalVms(stack)).toEqual([]);
    expect(await reservationsOf(stack, made.id)).toEqual(['released']);
  });

  test('refused without the ownership tag; and an ownership tag that is gone when it comes to it sends it back, untouched', async () => {
    await using stack = await createStack();
    const other = await retagged(stack);
    expect(await refusalOf(settle(other, 'destroy'))).toContain('nothing proves');
    const made = await untagged(stack);
    await stack.simulator.control.updateConfig(made.vmid, foreign);
    await settle(made, 'destroy');
    await stack.simulator.control.clearRequests();
    const back = await stack.carry(made.id, ['deleted', 'quarantined']);
    expect(back).toMatchObject({ status: 'quarantined', failureCode: 'stamp_mismatch' });
    expect(await writes(made)).toEqual([]);
    expect((await vmOf(made))?.power).toBe('running');
  });

  test('refused while the cluster does not answer', async () => {
    await using stack = await createStack();
    const made = await untagged(stack);
    const lastObservation = await stack.database.lastObservations.latest(stack.cluster.id);
    if (lastObservation === null) throw new Error('never looked at');
    await stack.database.lastObservations.save({
      ...lastObservation,
      unreachableSince: new Date(),
      unreachableReason: answered('unreachable', null),
    });
    expect(await itemOf(made)).toMatchObject({ presence: 'unreachable', seen: { vmid: made.vmid } });
    expect(await refusalOf(settle(made, 'destroy'))).toContain('does not answer');
    expect((await stack.deployment(made.id)).status).toBe('quarantined');
  });
});

test('only administrators settle; auditors look; each refusal is on record', async () => {
  await using stack = await createStack();
  const made = await retagged(stack);
  const auditor = await stack.person('auditor');
  const { items } = await stack.services.quarantine.list(auditor, {});
  expect(items[0]?.actions.release).toMatchObject({
    allowed: false,
    code: 'settles_nothing',
    reason: expect.stringContaining('look'),
  });
  expect(await refusalOf(stack.services.quarantine.list(made.owner, {}))).toContain('administrators and auditors');
  expect(await refusalOf(stack.services.orphans.list(made.owner))).toContain('administrators and auditors');
  for (const actor of [auditor, made.owner]) {
    expect(await refusalOf(settle({ ...made, admin: actor }, 'release'))).toContain('for administrators');
  }
  const stranger = await stack.person('support');
  expect(await refusalOf(settle({ ...made, admin: stranger }, 'release'))).toContain('no such VM');
  const refused = (await auditOf(stack, made.id)).filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ action }) => action)).toEqual(Array(3).fill('deployment.released'));
  expect((await stack.deployment(made.id)).status).toBe('quarantined');
});
