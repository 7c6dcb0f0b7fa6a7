// A rebuild: another VM under the same deployment. The one that is there is destroyed first, so it is refused while the
// portal knows that no other could be made, and what waits for its new VM is turned away by nothing.
import { Change, type Cluster, HypervisorError, systemActor } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { aLastObservation } from '@portal/testing';
import type { ReasonWith } from '@portal/types';
import { expect, test } from 'vitest';
import { ask, type Made, running, through, vmOf } from './lifecycle.ts';
import { portalVms, reservationsOf } from './observe-cluster.ts';
import { createStack, publishTemplate, type Stack, servicesBy } from './stack.ts';

const soon = () => AbortSignal.timeout(20_000);

const outOfUse = { code: 'set_by_administrator', params: { words: 'It is out of use' } } as const;

const setTemplate = (
  { database, template: { templateId } }: Stack,
  state: 'available' | 'deprecated' | 'disabled',
): Promise<void> => {
  const reason = state === 'available' ? null : outOfUse;
  const row = { templateId, state, reason, setBy: 'admin', changedAt: new Date() } as const;
  const subject = { type: 'template', id: templateId } as const;
  const events = [{ action: 'template.changed', subject, outcome: 'succeeded', detail: {} }] as const;
  return database.unitOfWork.run(systemActor('test'), (tx) =>
    tx.commit(Change.of({ writes: [{ kind: 'template.status', row }], events })),
  );
};

const setCluster = ({ database, cluster }: Stack, settings: Partial<Cluster>): Promise<void> => {
  const writes = [{ kind: 'cluster.upsert', row: { ...cluster, ...settings } }] as const;
  const subject = { type: 'cluster', id: cluster.id } as const;
  const events = [{ action: 'cluster.changed', subject, outcome: 'succeeded', detail: {} }] as const;
  return database.unitOfWork.run(systemActor('test'), (tx) => tx.commit(Change.of({ writes, events })));
};

const rebuilt = async (stack: Stack, made: Awaited<ReturnType<typeof running>>) => {
  const before = await stack.deployment(made.id);
  await ask(stack, made, 'rebuild');
  await stack.carry(made.id, ['queued', 'running']);
  const queued = await stack.deployment(made.id);
  const after = await stack.carry(made.id, ['running']);
  return { before, queued, after };
};

test('a rebuild makes another VM under the same id, name, owner and lease, and its snapshots are gone', async () => {
  await using stack = await createStack();
  const made = await running(stack, 'keeps-its-name');
  await through(stack, made, { operation: 'snapshot', to: 'running' });
  const { vmid } = await vmOf(stack, made);
  const { before, queued, after } = await rebuilt(stack, made);
  const { id, name, ownerId, expiresAt, deleteAt, createdAt, templateVersion } = before;
  expect(after).toMatchObject({ id, name, ownerId, expiresAt, deleteAt, createdAt, templateVersion });
  expect(queued).toMatchObject({
    status: 'queued',
    node: null,
    vmid: null,
    addresses: [],
    placedAt: null,
    readyAt: null,
  });
  expect(queued.queuedAt.getTime()).toBeGreaterThan(before.queuedAt.getTime());
  expect(after.readyAt?.getTime()).toBeGreaterThan(before.readyAt?.getTime() ?? Number.POSITIVE_INFINITY);
  expect((await portalVms(stack)).map((vm) => vm.vmid)).toEqual([after.vmid]);
  expect(after.vmid).not.toBe(vmid);
  expect((await reservationsOf(stack, id)).toSorted()).toEqual(['released', 'reserved']);
  expect((await stack.services.snapshots.list(made.actor, id)).items).toEqual([]);
  expect((await stack.services.me.get(made.actor)).usage.deployments).toBe(1);
});

test('a failed deployment is rebuilt, with the template version it has, even where that takes no requests now', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'clone failed: no space', times: 1 });
  const made = { actor, id: await stack.create(actor) };
  await stack.carry(made.id, ['failed']);
  await publishTemplate(stack, { ...stack.template, version: 2, name: 'The next one' });
  await setTemplate(stack, 'deprecated');
  const { after } = await rebuilt(stack, made);
  expect(after).toMatchObject({ status: 'running', templateVersion: 1, failureCode: null });
  expect(await portalVms(stack)).toHaveLength(1);
});

test('a rebuild that cannot take the VM down keeps it, and says so; a deletion still works', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmdestroy', exitstatus: 'rbd: error removing image', times: 1 });
  const failed = await through(stack, made, { operation: 'rebuild', to: 'failed' });
  expect(failed).toMatchObject({ failureCode: 'rebuild_failed' });
  expect(failed.statusMessage).toContain('The rebuild failed: Proxmox VE refused: “rbd: error removing image”');
  expect(await reservationsOf(stack, made.id)).toEqual(['reserved']);
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.carry(made.id, ['deleted']);
  expect(await portalVms(stack)).toEqual([]);
});

/** Refused at the door, with the same words on the button, and the VM as it was. */
const expectKept = async (stack: Stack, made: Made, refused: ReasonWith<'rebuild_refused'>): Promise<void> => {
  const before = await vmOf(stack, made);
  const offered = await stack.services.deployments.byId(made.actor, made.id);
  expect(offered.actions.rebuild).toEqual({ allowed: false, reason: rendererFor()(refused), ...refused });
  const refusal = { code: 'transition_refused', reason: refused };
  await expect(ask(stack, made, 'rebuild')).rejects.toMatchObject(refusal);
  expect(await stack.deployment(made.id)).toMatchObject({ status: 'running', vmid: before.vmid });
  expect(await vmOf(stack, made)).toMatchObject({ power: 'running' });
};

test('a VM is not rebuilt while its template is switched off, and is once it is back', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await setTemplate(stack, 'disabled');
  await expectKept(stack, made, {
    code: 'rebuild_refused',
    params: { cause: { code: 'template_is_disabled', params: { state: outOfUse } } },
  });
  await setTemplate(stack, 'available');
  await rebuilt(stack, made);

  await setTemplate(stack, 'disabled');
  const { deployments } = stack.database;
  const byId: typeof deployments.byId = async (...asked) => {
    const before = await deployments.byId(...asked);
    await setTemplate(stack, 'available');
    return before;
  };
  const database = { ...stack.database, deployments: { ...deployments, byId } };
  const backMeanwhile = servicesBy({ ...stack, database }, stack.ports.clock).deployments;
  const { status } = await backMeanwhile.act(made.actor, { action: 'rebuild', id: made.id });
  expect(status, 'it was switched off when it was asked for, and no longer when it was decided').toBe('rebuilding');
});

test('a VM is not rebuilt once the cluster no longer shows the PVE template that it was made from', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.removeVm(stack.template.sourceVmid);
  await stack.engine.observe(stack.cluster.id, soon());
  const cause = { code: 'template_has_no_source', params: {} } as const;
  await expectKept(stack, made, { code: 'rebuild_refused', params: { cause } });
});

/** Accepted, as nobody knew better, and given up before anything was done to the VM. */
const expectLeftAlone = async (stack: Stack, made: Made, reason: RegExp): Promise<void> => {
  const before = await vmOf(stack, made);
  await ask(stack, made, 'rebuild');
  await stack.simulator.control.clearRequests();
  const kept = await stack.carry(made.id, ['running', 'queued', 'failed']);
  expect(kept).toMatchObject({ status: 'running', vmid: before.vmid, failureCode: 'operation_failed' });
  expect(kept.statusMessage).toMatch(reason);
  expect(await vmOf(stack, made)).toMatchObject({ power: 'running' });
  const acts = (await stack.simulator.control.requests()).filter(({ method }) => method !== 'GET');
  expect(acts).toEqual([]);
};

test('a VM is left alone where the new one could not be made: its template has changed, is gone, or is switched off meanwhile', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  const { control } = stack.simulator;
  const { sourceVmid } = stack.template;
  await control.resizeVm(sourceVmid, { disksGiB: { scsi0: 30 } });
  await expectLeftAlone(stack, made, /^It was not rebuilt: The template .* is no longer what was registered/);
  const offer = await stack.services.templates.byId(made.actor, stack.template.templateId);
  expect(offer).toMatchObject({ state: 'disabled', stateSetBy: 'check' });
  await control.resizeVm(sourceVmid, { disksGiB: { scsi0: 8 } });
  await setTemplate(stack, 'available');

  await ask(stack, made, 'rebuild');
  await setTemplate(stack, 'disabled');
  const kept = await stack.carry(made.id, ['running', 'queued']);
  expect(kept.statusMessage).toMatch(/^It was not rebuilt: Its template is switched off/);
  await setTemplate(stack, 'available');

  await control.removeVm(sourceVmid);
  await expectLeftAlone(stack, made, /^It was not rebuilt: .*no longer shows its template/);
});

test('a VM is left alone where no storage has room for the new one', async () => {
  await using stack = await createStack();
  const made = await running(stack);
  await stack.simulator.control.setStorageFull('ceph-vm', true);
  await expectLeftAlone(
    stack,
    made,
    /^It was not rebuilt: There is no room for the disk of the new VM\. .*has to make room/,
  );
  await stack.simulator.control.setStorageFull('ceph-vm', false);
  await rebuilt(stack, made);
});

test('what is being rebuilt waits, on a cluster that refuses what it has no room for', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const input = { templateId: stack.template.templateId, memoryMiB: 8_192 };
  const made = { actor, id: (await stack.services.deployments.create(actor, input)).id };
  await stack.carry(made.id, ['running']);
  await setCluster(stack, { whenFull: 'refuse', memoryHeadroomPercent: 90 });
  await ask(stack, made, 'rebuild');
  await stack.carry(made.id, ['queued']);
  await stack.engine.dispatch(stack.cluster.id, soon());
  expect(await stack.deployment(made.id)).toMatchObject({
    status: 'queued',
    statusMessage: expect.stringMatching(/^Waiting for room/),
  });
  await setCluster(stack, { whenFull: 'refuse' });
  await stack.carry(made.id, ['running']);
});

test('what is being rebuilt waits, on a cluster that refuses while it does not answer', async () => {
  await using stack = await createStack({ settings: { whenUnreachable: 'refuse' } });
  const made = await running(stack);
  await ask(stack, made, 'rebuild');
  await stack.carry(made.id, ['queued']);
  const clusterId = stack.cluster.id;
  const { control } = stack.simulator;
  await control.refuseConnections();
  const unreachableSince = new Date(Date.now() - 5 * 60_000);
  await stack.database.lastObservations.save(aLastObservation({ clusterId, unreachableSince }));
  await expect(stack.engine.dispatch(clusterId, soon())).rejects.toBeInstanceOf(HypervisorError);
  expect(await stack.deployment(made.id)).toMatchObject({
    status: 'queued',
    statusMessage: expect.stringMatching(/^Waiting for the cluster/),
  });
});
