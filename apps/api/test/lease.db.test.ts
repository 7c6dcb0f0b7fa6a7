import { systemClock } from '@portal/db/system';
import { commitProblems, raised } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { hourMs } from '@portal/types';
import { expect, test } from 'vitest';
import { graceOver, hoursAhead, wakeUpsOf } from './leases.ts';
import { deployed } from './mutation-subjects.ts';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { createStack, publishTemplate, type Stack } from './stack.ts';

/** Each warning that stands in the trail, in order. */
const warningsOf = async (stack: Stack, id: string): Promise<readonly string[]> => {
  const { rows } = await stack.owner.query<{ end: string; hours: number }>(
    `SELECT detail ->> 'end' AS "end", (detail ->> 'hours')::int AS hours FROM audit_logs
     WHERE subject_id = $1 AND action = 'deployment.lease_warned' ORDER BY id`,
    [id],
  );
  return rows.map(({ end, hours }) => `${end} ${hours}`);
};

/** Which date is told to delete it, at the end of its lease. */
const toldDeletionOf = async (stack: Stack, id: string): Promise<unknown> => {
  const { rows } = await stack.owner.query<{ at: string | null }>(
    `SELECT detail ->> 'at' AS at FROM audit_logs WHERE subject_id = $1 AND action = 'deployment.lease_ended'`,
    [id],
  );
  return rows.map(({ at }) => at);
};

test('at the end of its lease a VM is stopped, and after its grace deleted', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.carry(id, ['running']);
  const after = hoursAhead(stack, 25);
  await after.engine.leaseDue(id);
  expect(await stack.carry(id, ['expired'], after.engine)).toMatchObject({ status: 'expired' });
  expect((await portalVms(stack)).map(({ power }) => power)).toEqual(['stopped']);
  const { deleteAt } = await stack.deployment(id);
  expect(await toldDeletionOf(stack, id)).toEqual([deleteAt?.toISOString()]);
  const later = hoursAhead(stack, 49);
  await later.engine.leaseDue(id);
  await stack.carry(id, ['deleted'], later.engine);
  expect(await portalVms(stack)).toEqual([]);
  const actions = await actionsOf(stack, id);
  expect(actions).toEqual(expect.arrayContaining(['deployment.lease_ended', 'deployment.grace_ended']));
  const { items } = await stack.services.deployments.operations(actor, { id });
  expect(items.slice(0, 2)).toMatchObject([
    { kind: 'delete', state: 'succeeded', requestedBy: null },
    { kind: 'expire', state: 'succeeded', requestedBy: null },
  ]);
});

test('where the template keeps its VMs, the end of the lease stops one, and no date deletes it; it is extended however late', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const { templateId } = await publishTemplate(stack, { slug: 'kept', graceHours: null });
  const { id } = await stack.services.deployments.create(actor, { templateId });
  await stack.carry(id, ['running']);
  const after = hoursAhead(stack, 25);
  await after.engine.leaseDue(id);
  await stack.carry(id, ['expired'], after.engine);
  const later = hoursAhead(stack, 5_000);
  await later.engine.leaseDue(id);
  await later.engine.sweep();
  expect(await stack.deployment(id)).toMatchObject({ status: 'expired', deleteAt: null, operation: null });
  expect(await portalVms(stack)).toHaveLength(1);
  expect(await toldDeletionOf(stack, id)).toEqual([null]);
  const until = new Date(Date.now() + 5_010 * hourMs).toISOString();
  const extended = await later.services.deployments.act(actor, { action: 'extend', id, until });
  expect(extended).toMatchObject({ status: 'stopped', expiresAt: until, deleteAt: null });
});

test('that the deletion was refused is no problem any longer once the VM is protected from it', async () => {
  await using stack = await createStack();
  const given = { ...graceOver(), deleteProtection: true };
  const { id, vmid } = await deployed({ stack, owner: await stack.person() }, 'expired', { given });
  const params = { vmid: vmid ?? 0, node: 'pve1', obstacle: 'refused' } as const;
  await commitProblems(stack.database.unitOfWork, 'test', [
    raised('lease_blocked', { type: 'deployment', id }, params),
  ]);
  await hoursAhead(stack, 0).engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.ports.reader.openProblems('lease_blocked')).toEqual([]);
});

test('where the template deletes at once, that is what the end of a lease does', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const { templateId } = await publishTemplate(stack, { slug: 'at-once', graceHours: 0 });
  const { id } = await stack.services.deployments.create(actor, { templateId });
  await stack.carry(id, ['running']);
  const warned = hoursAhead(stack, 23.5);
  await warned.engine.leaseDue(id);
  const after = hoursAhead(stack, 24.1);
  await after.engine.leaseDue(id);
  await stack.carry(id, ['deleted'], after.engine);
  expect(await portalVms(stack)).toEqual([]);
  expect(await warningsOf(stack, id)).toEqual(['delete 1']);
});

test('a wake-up that comes before the end of the lease does nothing', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  await stack.carry(id, ['running']);
  const before = await actionsOf(stack, id);
  await stack.engine.leaseDue(id);
  expect(await actionsOf(stack, id)).toEqual(before);
});

test('a second worker cannot end the same lease again', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  await stack.carry(id, ['running']);
  const { engine } = hoursAhead(stack, 25);
  await Promise.allSettled([engine.leaseDue(id), engine.leaseDue(id), engine.leaseDue(id)]);
  const ended = (await actionsOf(stack, id)).filter((action) => action === 'deployment.lease_ended');
  expect(ended).toHaveLength(1);
});

test('a lock at the end of a lease is one operation that waits, however long, with one row in the trail', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  const { vmid } = await stack.carry(id, ['running']);
  await stack.simulator.control.lockVm(vmid ?? 0, 'backup');
  for (const hours of [25, 25.5, 30, 40, 47]) {
    const { engine } = hoursAhead(stack, hours);
    await engine.leaseDue(id);
    await engine.run(id, AbortSignal.timeout(20_000));
    const reason = { code: 'retrying', params: { cause: { code: 'vm_locked', params: { lock: 'backup' } } } };
    expect(await stack.deployment(id)).toMatchObject({ status: 'stopping', statusReason: reason });
  }
  const waits = (await actionsOf(stack, id)).filter((action) => /waiting|lease_ended|failed|stop/.test(action));
  expect(waits).toEqual(['deployment.lease_ended', 'deployment.waiting']);
  const { items } = await stack.services.deployments.operations(actor, { id });
  expect(items.slice(0, 1)).toMatchObject([{ kind: 'expire', state: 'waiting', reason: { code: 'retrying' } }]);
  await stack.simulator.control.lockVm(vmid ?? 0, null);
  await stack.carry(id, ['expired'], hoursAhead(stack, 47).engine);
});

test('its owner is warned once before the VM stops and before it is deleted, whoever looks and however often', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  await stack.carry(id, ['running']);
  await stack.engine.leaseDue(id);
  expect(await warningsOf(stack, id)).toEqual([]);
  for (const hours of [23.5, 23.6]) {
    const workers = [hoursAhead(stack, hours), hoursAhead(stack, hours)];
    await Promise.allSettled(workers.map(({ engine }) => engine.leaseDue(id)));
    await hoursAhead(stack, hours).engine.leaseDue(id);
  }
  expect(await warningsOf(stack, id)).toEqual(['stop 1']);
  const ended = hoursAhead(stack, 24.1);
  await ended.engine.leaseDue(id);
  await stack.carry(id, ['expired'], ended.engine);
  await ended.engine.leaseDue(id);
  const { deleteAt } = await stack.deployment(id);
  expect(await wakeUpsOf(stack, id), 'the next one is woken for').toEqual([new Date(Number(deleteAt) - hourMs)]);
  await Promise.allSettled([1, 2].map(() => hoursAhead(stack, 47.5).engine.leaseDue(id)));
  expect(await warningsOf(stack, id)).toEqual(['stop 1', 'delete 1']);
});

test('after a downtime the sweep brings the one warning that is still true; an extension takes back the others', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.carry(id, ['running']);
  await stack.services.deployments.act(actor, { action: 'extend', id, hours: 48 });
  const sweptAfter = async (hours: number) => {
    await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
    const { engine, services } = hoursAhead(stack, hours);
    await engine.sweep();
    if ((await wakeUpsOf(stack, id)).length === 1) await engine.leaseDue(id);
    return services;
  };
  await sweptAfter(10);
  expect(await warningsOf(stack, id), 'that of 72 hours was before the extension').toEqual([]);
  await sweptAfter(71.5);
  expect(await warningsOf(stack, id)).toEqual(['stop 1']);
  await sweptAfter(71.6);
  expect(await warningsOf(stack, id)).toEqual(['stop 1']);
});

test('an extension reaches as far as the template allows and no further, also in the grace', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.carry(id, ['running']);
  const { deployments } = stack.services;
  await deployments.act(actor, { action: 'extend', id, hours: 24 });
  await expect(deployments.act(actor, { action: 'extend', id, hours: 48 })).rejects.toMatchObject({
    code: 'limit_exceeded',
    details: { limits: [{ name: 'template.ttlHours.max', limit: 72, used: 48, requested: 48 }] },
  });
  const after = hoursAhead(stack, 49);
  await after.engine.leaseDue(id);
  await stack.carry(id, ['expired'], after.engine);
  const extended = await after.services.deployments.act(actor, { action: 'extend', id, hours: 4 });
  expect(extended.status).toBe('stopped');
  expect(Date.parse(extended.expiresAt ?? '')).toBeGreaterThan(Date.now() + 52 * hourMs);
});

test('the sweep wakes leases that a downtime missed, and deployments that lost their job', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const due = await stack.create(actor, 'due');
  await stack.carry(due, ['running']);
  const stranded = await stack.create(actor, 'stranded');
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(5_000));
  await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
  await hoursAhead(stack, 25).engine.sweep();
  const { rows } = await stack.owner.query<{ key: string }>('SELECT key FROM graphile_worker.jobs');
  expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining([`lease:${due}`, `run:${stranded}`]));
});

test('a lease that cannot delete its VM is one problem, stops the VM and waits; it goes on when the reason is gone', async () => {
  await using stack = await createStack();
  const id = await stack.create(await stack.person());
  const { vmid } = await stack.carry(id, ['running']);
  await stack.simulator.control.updateConfig(vmid ?? 0, { protection: 1 });
  const { engine } = hoursAhead(stack, 49);
  await engine.leaseDue(id);
  await stack.carry(id, ['running'], engine);
  await engine.leaseDue(id);
  await stack.carry(id, ['expired'], engine);
  const rows = (await actionsOf(stack, id)).length;
  for (let minute = 0; minute < 3; minute += 1) await engine.leaseDue(id);
  await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
  expect(await actionsOf(stack, id)).toHaveLength(rows);
  const [open, ...others] = await stack.ports.reader.openProblems('lease_blocked');
  expect([open?.subject.id, open?.params, others]).toEqual([
    id,
    expect.objectContaining({ vmid, obstacle: 'protection' }),
    [],
  ]);
  await engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.ports.reader.openProblems('lease_blocked')).toHaveLength(1);
  await stack.simulator.control.updateConfig(vmid ?? 0, { protection: 0 });
  // Nothing but the change itself brings the job that goes on with it.
  const dying = { enqueue: () => Promise.reject(new Error('power cut')) };
  const clock = { now: () => new Date(Date.now() + 49 * hourMs), wait: systemClock.wait };
  await createEngine({ ...stack.ports, clock, jobs: dying }).observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.ports.reader.openProblems('lease_blocked')).toEqual([]);
  expect(await wakeUpsOf(stack, id)).toHaveLength(1);
  await engine.leaseDue(id);
  await stack.carry(id, ['deleted'], engine);
  expect(await portalVms(stack)).toEqual([]);
});

test('a request whose lease ends while it waits for its place ends without a clone', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  const after = hoursAhead(stack, 25);
  await after.engine.dispatch(stack.cluster.id, AbortSignal.timeout(5_000));
  expect(await stack.deployment(id)).toMatchObject({ status: 'queued', vmid: null });
  await after.engine.leaseDue(id);
  expect(await stack.deployment(id)).toMatchObject({
    status: 'failed',
    failureCode: 'not_admitted',
    statusReason: { code: 'lease_ended_in_queue' },
  });
  const { items } = await stack.services.deployments.operations(actor, { id });
  expect(items).toMatchObject([{ kind: 'provision', state: 'failed', error: { code: 'lease_ended_in_queue' } }]);
  expect(await portalVms(stack)).toEqual([]);
});
