// What somebody deletes is stopped and kept for as long as its template says: until then it is restored, and then destroyed, once.
import { Change, deploymentEvent, engineActions, systemActor } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { hoursAfter } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { createKillSwitch, KilledError, killableHypervisors, killableUnitOfWork } from './kill-points.ts';
import { hoursAhead, wakeUpsOf } from './leases.ts';
import { ask, begunSnapshot, type Made, snapshotsOf, tasksOf, vmOf } from './lifecycle.ts';
import { makeMessages } from './messages.ts';
import { deployed } from './mutation-subjects.ts';
import { actionsOf, auditOf, portalVms, reservationsOf } from './observe-cluster.ts';
import { restOf } from './rest-client.ts';
import { createStack, leaping, publishTemplate, type Stack } from './stack.ts';

/** Longer than the lease of its VMs with their grace. */
const restoreHours = 72;

/** A VM that runs, of a template with a window. */
const restorable = async (stack: Stack, given: Parameters<typeof publishTemplate>[1] = {}): Promise<Made> => {
  const { templateId } = await publishTemplate(stack, { slug: 'restorable', restoreHours, ...given });
  const actor = await stack.person('support', await stack.team('Voice'));
  const { id } = await stack.services.deployments.create(actor, { templateId, name: 'case-1' });
  await stack.carry(id, ['running']);
  return { actor, id };
};

const deleted = async (stack: Stack, { actor, id }: Made) => {
  await stack.services.deployments.act(actor, { action: 'delete', id });
  return stack.carry(id, ['trashed', 'deleted', 'failed']);
};

/** A VM that somebody has deleted. */
const inBin = async (stack: Stack, given: Parameters<typeof publishTemplate>[1] = {}): Promise<Made> => {
  const made = await restorable(stack, given);
  await deleted(stack, made);
  return made;
};

/** How often it was done, and not refused. */
const timesOf = async (stack: Stack, id: string, action: string): Promise<number> =>
  (await auditOf(stack, id)).filter((row) => row.action === action && row.outcome === 'succeeded').length;

const refused = (action: string, status: string) => ({
  code: 'transition_refused',
  reason: { code: 'action_refused', params: { action, status } },
});

describe('deleting', () => {
  test('stops the VM and keeps it: it holds its share of the limits and its name, and nothing can be done with it', async () => {
    await using stack = await createStack();
    const made = await restorable(stack);
    const { actor, id } = made;
    const { deployments, me, sharing } = stack.services;
    const before = await me.get(actor);
    const answer = await (await restOf(stack, actor))('DELETE', `/deployments/${id}`);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: 'deleting', restoreHours, operation: { kind: 'trash' } });
    const asked = Date.now();
    const { restoreUntil } = await stack.carry(id, ['trashed', 'deleted']);
    expect(Math.abs(Number(restoreUntil) - Number(hoursAfter(new Date(asked), restoreHours)))).toBeLessThan(60_000);
    expect((await portalVms(stack)).map(({ power }) => power)).toEqual(['stopped']);
    expect(await reservationsOf(stack, id)).toEqual(['reserved']);
    expect(await wakeUpsOf(stack, id)).toEqual([restoreUntil]);

    expect((await me.get(actor)).usage).toMatchObject({ deployments: 1, diskGiB: before.usage.diskGiB });
    const again = deployments.create(actor, { templateId: stack.template.templateId, name: 'case-1' });
    await expect(again).rejects.toMatchObject({ code: 'conflict', reason: { code: 'name_taken' } });
    const shown = await deployments.byId(actor, id);
    expect(shown).toMatchObject({ status: 'trashed', restoreUntil: restoreUntil?.toISOString() });
    const allowed = Object.entries(shown.actions).filter(([, state]) => state.allowed);
    expect(allowed.map(([action]) => action)).toEqual(['edit', 'restore', 'delete_now']);

    const dana = await stack.person('support', actor.principal.team);
    await sharing.share(actor, { id, with: dana.principal.userId, level: 'operate' });
    for (const action of ['start', 'restore', 'delete_now'] as const) {
      await expect(deployments.act(dana, { action, id }), action).rejects.toThrow();
    }
    expect((await vmOf(stack, made)).power).toBe('stopped');
  });

  test('destroys at once what has never been ready, and what its template keeps for no time', async () => {
    await using real = await createStack();
    const stack = leaping(real);
    const { templateId } = await publishTemplate(stack, { slug: 'restorable', restoreHours });
    const actor = await stack.person();
    const { id } = await stack.services.deployments.create(actor, { templateId });
    await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
    expect(await deleted(stack, { actor, id })).toMatchObject({ status: 'deleted', restoreUntil: null });
    const plain = await stack.create(actor);
    await stack.carry(plain, ['running']);
    expect(await deleted(stack, { actor, id: plain })).toMatchObject({ status: 'deleted', restoreUntil: null });
    expect(await portalVms(stack)).toEqual([]);
  });

  test('leaves a VM as it is that Proxmox VE protects, and is done where there is none any more', async () => {
    await using stack = await createStack();
    const made = await restorable(stack);
    const { vmid } = await vmOf(stack, made);
    await stack.simulator.control.updateConfig(vmid, { protection: 1 });
    await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
    const kept = await stack.carry(made.id, ['running', 'stopped', 'trashed', 'failed', 'deleted']);
    expect(kept).toMatchObject({ status: 'running', failureCode: 'operation_failed', restoreUntil: null });
    expect(kept.statusMessage).toContain('Somebody has protected the VM');
    expect((await vmOf(stack, made)).power).toBe('running');
    // Tried again it is the same deletion, and not one for good.
    const rest = await restOf(stack, made.actor);
    const [failed] = (await stack.services.deployments.operations(made.actor, { id: made.id })).items;
    expect(failed).toMatchObject({ kind: 'trash', state: 'failed' });
    await stack.simulator.control.updateConfig(vmid, { protection: 0 });
    const again = await rest('POST', `/operations/${failed?.id}/retry`);
    expect([again.status, await again.json()]).toMatchObject([202, { kind: 'trash', retryOf: failed?.id }]);
    await stack.carry(made.id, ['trashed']);
    await stack.services.deployments.act(made.actor, { action: 'restore', id: made.id });
    await stack.simulator.control.removeVm(vmid);
    expect(await deleted(stack, made)).toMatchObject({ status: 'deleted' });
  });

  test('of an expired VM, and of one without an end, is the same; the end of a lease destroys without a window', async () => {
    await using stack = await createStack();
    const made = await restorable(stack);
    const ended = hoursAhead(stack, 25);
    await ended.engine.leaseDue(made.id);
    await stack.carry(made.id, ['expired'], ended.engine);
    expect(await deleted(stack, made)).toMatchObject({ status: 'trashed' });

    const { actor } = made;
    const { templateId } = await publishTemplate(stack, { slug: 'endless', restoreHours, noEnd: true });
    const { id } = await stack.services.deployments.create(await stack.person(), { templateId, ttlHours: null });
    await stack.carry(id, ['running']);
    const admin = await stack.person();
    const { reviewAt } = await stack.deployment(id);
    expect(await deleted(stack, { actor: admin, id })).toMatchObject({ status: 'trashed', expiresAt: null });
    const restored = await stack.services.deployments.act(admin, { action: 'restore', id });
    expect(restored).toMatchObject({ status: 'stopped', expiresAt: null, deleteAt: null });
    expect(restored.reviewAt).toBe(reviewAt?.toISOString());

    const atEnd = await publishTemplate(stack, { slug: 'at-end', restoreHours, graceHours: 0 });
    const short = await stack.services.deployments.create(actor, { templateId: atEnd.templateId, name: 'case-2' });
    await stack.carry(short.id, ['running']);
    await ended.engine.leaseDue(short.id);
    expect(await stack.carry(short.id, ['trashed', 'deleted'], ended.engine)).toMatchObject({ status: 'deleted' });
  });
});

describe('restoring', () => {
  test('leaves the VM stopped with the lease that it had, and is refused to whoever asks twice', async () => {
    await using stack = await createStack();
    const made = await restorable(stack);
    const { actor, id } = made;
    const { expiresAt, deleteAt } = await stack.deployment(id);
    await deleted(stack, made);
    const rest = await restOf(stack, actor);
    const answer = await rest('POST', `/deployments/${id}/restore`);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: 'stopped', restoreUntil: null, operation: null });
    expect(await stack.deployment(id)).toMatchObject({ expiresAt, deleteAt });
    const second = await rest('POST', `/deployments/${id}/restore`);
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({
      code: 'transition_refused',
      reason: refused('restore', 'stopped').reason,
    });
    await stack.services.deployments.act(actor, { action: 'start', id });
    await stack.carry(id, ['running']);
    // That time is over by then, and counts for nothing any more.
    const { engine } = hoursAhead(stack, 23);
    await engine.leaseDue(id);
    expect(await stack.deployment(id)).toMatchObject({ status: 'running' });
    expect(await timesOf(stack, id, 'deployment.restored')).toBe(1);
  });

  test('leaves the snapshot that was being made where it is, and it counts', async () => {
    await using stack = await createStack();
    const made = await restorable(stack);
    await begunSnapshot(stack, made);
    await deleted(stack, made);
    await stack.services.deployments.act(made.actor, { action: 'restore', id: made.id });
    expect((await vmOf(stack, made)).snapshots).toHaveLength(1);
    expect(await snapshotsOf(stack, made)).toMatchObject([{ status: 'incomplete' }]);
    const of = made.actor.principal.userId;
    const full = { subject: 'person', of, measure: 'snapshots', value: 1 } as const;
    await stack.services.limits.create(await stack.person('admin'), full);
    await expect(ask(stack, made, 'snapshot')).rejects.toMatchObject({ code: 'limit_exceeded' });
  });

  test('leaves the VM as large as it is, whatever size it was about to get, and nobody is told of another', async () => {
    await using stack = await createStack();
    const made = await restorable(stack);
    const { vcpus } = await stack.deployment(made.id);
    await stack.services.deployments.act(made.actor, { action: 'resize', id: made.id, vcpus: vcpus + 2 });
    expect(await deleted(stack, made)).toMatchObject({ status: 'trashed', vcpus });
    await stack.services.deployments.act(made.actor, { action: 'restore', id: made.id });
    await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
    expect(await actionsOf(stack, made.id)).not.toContain('deployment.resized_outside');
  });

  test('gives a VM whose lease is over meanwhile a day, in which it is extended', async () => {
    await using stack = await createStack();
    const { actor, id } = await inBin(stack);
    const { engine, services } = hoursAhead(stack, 60);
    await engine.leaseDue(id);
    await engine.sweep();
    expect(await stack.deployment(id), 'no date of its lease counts in the bin').toMatchObject({ status: 'trashed' });
    const restored = await services.deployments.act(actor, { action: 'restore', id });
    expect(restored.status).toBe('expired');
    expect(Date.parse(restored.deleteAt ?? '')).toBeGreaterThan(Number(hoursAfter(new Date(), 83)));
    await engine.leaseDue(id);
    expect(await services.deployments.act(actor, { action: 'extend', id, hours: 2 })).toMatchObject({
      status: 'stopped',
    });
  });
});

describe('when the time is over', () => {
  test('the VM is destroyed once, whoever looks and whatever brake is on, and cannot be restored any more', async () => {
    await using stack = await createStack();
    const { actor, id } = await inBin(stack);
    const before = hoursAhead(stack, restoreHours - 0.1);
    await before.engine.leaseDue(id);
    expect(await stack.deployment(id)).toMatchObject({ status: 'trashed' });

    const after = hoursAhead(stack, restoreHours + 0.1);
    const clock = { ...stack.ports.clock, now: () => hoursAfter(new Date(), restoreHours + 0.1) };
    const braked = [1, 2, 3].map(() => createEngine({ ...stack.ports, clock, unattendedDeletionsPerHour: 0 }));
    await Promise.allSettled(braked.map((engine) => engine.leaseDue(id)));
    expect(await stack.deployment(id)).toMatchObject({ status: 'deleting', operation: 'delete' });
    const { deployments } = after.services;
    await expect(deployments.act(actor, { action: 'restore', id })).rejects.toMatchObject(
      refused('restore', 'deleting'),
    );
    await stack.carry(id, ['deleted'], after.engine);
    await expect(deployments.act(actor, { action: 'restore', id })).rejects.toMatchObject(
      refused('restore', 'deleted'),
    );

    expect(await portalVms(stack)).toEqual([]);
    expect(await tasksOf(stack, 'qmdestroy')).toBe(1);
    const acts = (await actionsOf(stack, id)).filter((action) => /delete|trash|restore_/.test(action));
    expect(acts).toEqual([
      'deployment.delete_requested',
      'deployment.trashed',
      'deployment.restore_ended',
      'deployment.deleted',
    ]);
    expect(new Set(Object.values((await stack.services.me.get(actor)).usage))).toEqual(new Set([0]));
  });

  test('the sweep finds it where its wake-up was lost', async () => {
    await using stack = await createStack();
    const { id } = await inBin(stack);
    await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
    await hoursAhead(stack, restoreHours - 0.1).engine.sweep();
    expect(await wakeUpsOf(stack, id)).toEqual([]);
    await hoursAhead(stack, restoreHours + 0.1).engine.sweep();
    expect(await wakeUpsOf(stack, id)).toHaveLength(1);
  });
});

test('restored at the moment at which its time is over, it is restored or destroyed, and never both', async () => {
  await using stack = await createStack();
  const { actor, id } = await inBin(stack);
  const { engine, services } = hoursAhead(stack, restoreHours + 0.1);
  const restoring = services.deployments.act(actor, { action: 'restore', id });
  const [restored] = await Promise.allSettled([restoring, engine.leaseDue(id), engine.leaseDue(id)]);
  const { status } = await stack.deployment(id);
  expect(status).toBe(restored.status === 'fulfilled' ? 'expired' : 'deleting');
  expect(await timesOf(stack, id, 'deployment.restored')).toBe(status === 'expired' ? 1 : 0);
  expect(await timesOf(stack, id, 'deployment.restore_ended')).toBe(status === 'deleting' ? 1 : 0);
});

test('who deletes somebody else’s VM tells them until when it can be restored', async () => {
  await using stack = await createStack();
  const { actor, id } = await restorable(stack);
  const lead = await stack.person('lead', actor.principal.team);
  await stack.services.deployments.act(lead, { action: 'delete', id });
  await makeMessages(stack);
  const [told] = (await stack.services.messages.list(actor, {})).items;
  expect(told).toMatchObject({
    kind: 'deleted_by_other',
    text: expect.stringMatching(/^Its VM is stopped\. Until .* it can be restored;/),
  });
});

test('whoever cannot wait for it deletes it now, and nobody who has not deleted it before', async () => {
  await using stack = await createStack();
  const made = await restorable(stack);
  const { actor, id } = made;
  const rest = await restOf(stack, actor);
  expect((await rest('POST', `/deployments/${id}/delete-now`)).status).toBe(409);
  await deleted(stack, made);
  // To ask for the same twice loses nothing.
  const second = await rest('DELETE', `/deployments/${id}`);
  expect(second.status).toBe(409);
  expect(await second.json()).toMatchObject({ allowedActions: ['edit', 'restore', 'delete_now'] });
  expect((await rest('POST', `/deployments/${id}/delete-now`)).status).toBe(202);
  await stack.carry(id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
  expect(await timesOf(stack, id, 'deployment.delete_now_requested')).toBe(1);
});

test('a destruction that fails loses nothing: the VM stays where it was, says why, and can be restored', async () => {
  await using stack = await createStack();
  const { actor, id } = await inBin(stack);
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: 'rbd: error removing image', times: 1 });
  await stack.services.deployments.act(actor, { action: 'delete_now', id });
  const kept = await stack.carry(id, ['trashed', 'failed', 'deleted']);
  expect(kept).toMatchObject({ status: 'trashed', failureCode: 'delete_failed' });
  expect(kept.statusMessage).toContain('rbd: error removing image');
  const { deployments } = stack.services;
  const restored = await deployments.act(actor, { action: 'restore', id });
  expect(restored).toMatchObject({ restoreUntil: null, status: 'stopped', statusReason: null, failureCode: null });
  await deployments.act(actor, { action: 'start', id });
  await stack.carry(id, ['running']);
  expect(await portalVms(stack)).toHaveLength(1);
});

test('a VM in the bin that is started in Proxmox VE is stopped again, protected there or not, and keeps its date', async () => {
  await using stack = await createStack();
  const made = await inBin(stack);
  const { restoreUntil } = await stack.deployment(made.id);
  const { vmid } = await vmOf(stack, made);
  await stack.simulator.control.setPower(vmid, 'running');
  await stack.simulator.control.updateConfig(vmid, { protection: 1 });
  const { engine } = hoursAhead(stack, 1);
  await engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.deployment(made.id)).toMatchObject({ status: 'deleting', operation: 'trash' });
  expect(await stack.carry(made.id, ['trashed'], engine)).toMatchObject({ restoreUntil });
  expect((await vmOf(stack, made)).power).toBe('stopped');
});

test('one that could not be stopped then is stopped later', async () => {
  await using stack = await createStack();
  const made = await inBin(stack);
  const { restoreUntil, leaseNoticeAt } = await stack.deployment(made.id);
  const { vmid } = await vmOf(stack, made);
  await stack.simulator.control.setPower(vmid, 'running');
  const { engine } = hoursAhead(stack, 1);
  await stack.simulator.control.failTask({ type: 'qmshutdown', exitstatus: 'no such monitor', times: 1 });
  await stack.simulator.control.failTask({ type: 'qmstop', exitstatus: 'no such monitor', times: 1 });
  await engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.carry(made.id, ['trashed'], engine)).toMatchObject({ rest: 'running', restoreUntil });

  await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
  await engine.sweep();
  expect(await wakeUpsOf(stack, made.id)).toEqual([]);
  const later = hoursAhead(stack, 3).engine;
  await later.sweep();
  expect(await wakeUpsOf(stack, made.id)).toHaveLength(1);
  await later.leaseDue(made.id);
  expect(await stack.carry(made.id, ['trashed'], later)).toMatchObject({
    rest: 'stopped',
    restoreUntil,
    leaseNoticeAt,
  });
  expect((await vmOf(stack, made)).power).toBe('stopped');
});

test('one that was gone and is there again is found again', async () => {
  await using stack = await createStack();
  const { id } = await inBin(stack);
  const read = await stack.ports.reader.deployment(id);
  if (read === null) throw new Error('there is none');
  const lost = { rest: 'failed', failureCode: 'vm_missing', statusReason: { code: 'vm_missing', params: {} } } as const;
  const row = { ...read, ...lost, version: read.version + 1 };
  const change = Change.of({
    writes: [{ kind: 'deployment.update', row, read }],
    events: [deploymentEvent(engineActions.missingOutside, row)],
  });
  await stack.database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(change));
  await stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  expect(await stack.deployment(id)).toMatchObject({ status: 'trashed', rest: 'stopped', failureCode: null });
  expect(await timesOf(stack, id, 'deployment.found_again')).toBe(1);
});

test('one that turns out to be somebody else’s loses its date, so that nothing destroys what is adopted', async () => {
  await using stack = await createStack();
  const made = await inBin(stack);
  const { vmid } = await vmOf(stack, made);
  await stack.simulator.control.updateConfig(vmid, { description: 'somebody made this theirs' });
  await stack.services.deployments.act(made.actor, { action: 'delete_now', id: made.id });
  const found = await stack.carry(made.id, ['quarantined', 'deleted']);
  expect(found).toMatchObject({ status: 'quarantined', restoreUntil: null });
  await hoursAhead(stack, restoreHours + 1).engine.leaseDue(made.id);
  expect(await portalVms(stack)).toHaveLength(1);
});

test('what somebody has deleted is in no list of what ends or wants attention', async () => {
  await using stack = await createStack();
  const owner = await stack.person();
  const given = { expiresAt: hoursAfter(new Date(), 1), deleteAt: hoursAfter(new Date(), 2) };
  await deployed({ stack, owner }, 'trashed', { given: { ...given, restoreUntil: hoursAfter(new Date(), 3) } });
  const { deployments } = stack.services;
  for (const filter of [{ expiresWithinHours: 72 }, { needs: 'me' }] as const) {
    expect((await deployments.list(owner, filter)).items).toEqual([]);
  }
  expect((await deployments.list(owner, { status: 'trashed' })).items).toHaveLength(1);
});

test('a worker killed at any moment of a deletion with a window stops the VM once and loses nothing', async () => {
  await using real = await createStack();
  const stack = leaping(real);
  const made = await restorable(stack);
  const { actor, id } = made;
  for (let moment = 0, died = true; died; moment += 1) {
    await stack.simulator.control.forgetTasks();
    const kill = createKillSwitch(moment);
    const engine = createEngine({
      ...stack.ports,
      hypervisors: killableHypervisors(stack.ports.hypervisors, kill.guarded),
      unitOfWork: killableUnitOfWork(stack.ports.unitOfWork, kill.guarded),
    });
    await stack.services.deployments.act(actor, { action: 'delete', id });
    await stack.carry(id, ['trashed'], engine).catch((error: unknown) => {
      if (!(error instanceof KilledError)) throw error;
    });
    await stack.carry(id, ['trashed']);
    expect(await tasksOf(stack, 'qmshutdown'), `death ${kill.killedAt}`).toBe(1);
    expect(await timesOf(stack, id, 'deployment.trashed'), `death ${kill.killedAt}`).toBe(moment + 1);
    expect((await vmOf(stack, made)).power).toBe('stopped');
    for (const action of ['restore', 'start'] as const) await stack.services.deployments.act(actor, { action, id });
    await stack.carry(id, ['running']);
    died = kill.killedAt !== null;
  }
});
