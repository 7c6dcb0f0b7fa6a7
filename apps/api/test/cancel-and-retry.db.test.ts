// Operations that somebody cancels, or asks for again after they failed, on the simulated cluster.
import type { Hypervisor } from '@portal/domain';
import { type DeploymentOperation, problemSchema } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Made, type OnVm, running, tasksOf, through, vmOf } from './lifecycle.ts';
import { restOf } from './rest-client.ts';
import { createStack, engineWith, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

const requested = async (): Promise<Made> => {
  const actor = await stack.person('support');
  return { actor, id: await stack.create(actor) };
};

const latestOf = async ({ actor, id }: Made): Promise<DeploymentOperation> => {
  const [latest] = (await stack.services.deployments.operations(actor, { id })).items;
  if (latest === undefined) throw new Error(`${id} has no operation`);
  return latest;
};

const cancel = async (made: Made): Promise<DeploymentOperation> =>
  stack.services.deployments.cancel(made.actor, (await latestOf(made)).id);

const byId = ({ actor }: Made, { id }: DeploymentOperation) => stack.services.deployments.operation(actor, id);

const cancelledBy = ({ actor }: Made) => ({
  state: 'cancelled',
  failureCode: null,
  error: { code: 'cancelled', params: { by: actor.principal.name }, message: `${actor.principal.name} cancelled it.` },
});

const vmsOf = async ({ id }: Made): Promise<number> =>
  (await stack.simulator.control.snapshot()).vms.filter(({ config }) => String(config.description).includes(id)).length;

const problemOf = async (response: Response) => problemSchema.parse(await response.json());

const heldVmids = async ({ id }: Made): Promise<number | null> =>
  (await stack.owner.query(`SELECT FROM vmid_reservations WHERE deployment_id = $1 AND state = 'reserved'`, [id]))
    .rowCount;

/** Cancels it from within a call that changes the cluster, once that is done. */
const cancelling = (made: Made, call: 'clone' | 'start' | 'shutdown') =>
  engineWith(stack, (real) => {
    const after = async (upid: string): Promise<string> => {
      await cancel(made);
      return upid;
    };
    const replaced = {
      clone: async (...asked: Parameters<Hypervisor['clone']>) => after(await real.clone(...asked)),
      start: async (...asked: Parameters<Hypervisor['start']>) => after(await real.start(...asked)),
      shutdown: async (...asked: Parameters<Hypervisor['shutdown']>) => after(await real.shutdown(...asked)),
    };
    return { [call]: replaced[call] };
  });

describe('a VM that is being made', () => {
  test('is not made where it waits in the queue', async () => {
    const made = await requested();
    expect(await cancel(made)).toMatchObject(cancelledBy(made));
    expect(await stack.deployment(made.id)).toMatchObject({ status: 'deleted', vmid: null, statusReason: null });
    await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
    expect(await vmsOf(made)).toBe(0);
  });

  test('is not made where it has its place and no run has asked for its clone', async () => {
    const made = await requested();
    await stack.carry(made.id, ['provisioning']);
    expect(await heldVmids(made)).toBe(1);
    expect(await cancel(made)).toMatchObject(cancelledBy(made));
    await stack.engine.run(made.id, AbortSignal.timeout(10_000));
    expect((await stack.deployment(made.id)).status).toBe('deleted');
    expect([await vmsOf(made), await heldVmids(made)]).toEqual([0, 0]);
  });

  test('is deleted where its clone was asked for, by an operation of its own', async () => {
    const made = await requested();
    await stack.carry(made.id, ['provisioning']);
    const provision = await latestOf(made);
    await stack.carry(made.id, ['deleted'], cancelling(made, 'clone'));
    expect(await byId(made, provision)).toMatchObject({ kind: 'provision', ...cancelledBy(made) });
    expect(await latestOf(made)).toMatchObject({ kind: 'delete', state: 'succeeded' });
    expect([await vmsOf(made), await heldVmids(made)]).toEqual([0, 0]);
  });
});

describe('a VM that is there', () => {
  test.each(['stop', 'reboot', 'reset', 'suspend', 'resize'] as const satisfies OnVm[])(
    'is left as it is where a %s is cancelled before anything was asked of the cluster',
    async (action) => {
      const made = await running(stack);
      const { vcpus, memoryMiB, diskGiB } = await stack.deployment(made.id);
      await ask(stack, made, action);
      const open = await cancel(made);
      expect(open).toMatchObject({ state: 'queued', error: null, actions: { cancel: { code: 'cancel_is_asked' } } });
      await stack.carry(made.id, ['running']);
      expect(await byId(made, open)).toMatchObject({ ...cancelledBy(made), steps: [] });
      expect(await stack.deployment(made.id)).toMatchObject({ vcpus, memoryMiB, diskGiB, failureCode: null });
      expect((await vmOf(stack, made)).power).toBe('running');
    },
  );

  test('is what its task has made of it where that had begun', async () => {
    const made = await running(stack);
    await ask(stack, made, 'stop');
    await stack.carry(made.id, ['stopped'], cancelling(made, 'shutdown'));
    expect(await latestOf(made)).toMatchObject({ kind: 'stop', ...cancelledBy(made) });
    await ask(stack, made, 'start');
    await stack.carry(made.id, ['running'], cancelling(made, 'start'));
    const start = await latestOf(made);
    expect(start).toMatchObject({ kind: 'start', ...cancelledBy(made) });
    expect(start.steps).toMatchObject([
      { name: 'start', status: 'skipped', reason: { code: 'interrupted_by_cancel' } },
    ]);
    expect((await vmOf(stack, made)).power).toBe('running');
    await through(stack, made, { operation: 'reset', to: 'running' });
  });

  test('is deleted where that is asked for after all: the deletion takes the place of what was cancelled', async () => {
    const made = await running(stack);
    await ask(stack, made, 'stop');
    const stop = await cancel(made);
    await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
    expect(await byId(made, stop)).toMatchObject({ state: 'cancelled', error: { code: 'superseded' } });
    await stack.carry(made.id, ['deleted']);
  });

  test('goes on with what cannot be left halfway: 409 with the reason, and on record', async () => {
    const made = await running(stack);
    await ask(stack, made, 'snapshot');
    const snapshot = await latestOf(made);
    const rest = await restOf(stack, made.actor);
    const answer = await rest('POST', `/operations/${snapshot.id}/cancel`);
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'transition_refused', reason: { code: 'cancel_unsafe' } });
    expect(snapshot.actions.cancel).toMatchObject({ allowed: false, code: 'cancel_unsafe' });
    await stack.carry(made.id, ['running']);
    const refused = `SELECT FROM audit_logs WHERE subject_id = $1 AND action = 'deployment.cancel_requested' AND outcome = 'refused'`;
    expect((await stack.owner.query(refused, [made.id])).rowCount).toBe(1);
  });
});

describe('over REST', () => {
  test('a cancelled operation is answered with 202 and its address, and not a second time', async () => {
    const made = await running(stack);
    await ask(stack, made, 'stop');
    const { id } = await latestOf(made);
    const rest = await restOf(stack, made.actor);
    const accepted = await rest('POST', `/operations/${id}/cancel`, { key: 'cancel-it' });
    expect([accepted.status, accepted.headers.get('location')]).toEqual([202, `/api/operations/${id}`]);
    expect(await accepted.json()).toMatchObject({ id, kind: 'stop', endedAt: null });
    const repeated = await rest('POST', `/operations/${id}/cancel`, { key: 'cancel-it' });
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect((await rest('POST', `/operations/${id}/cancel`)).status).toBe(409);
    await stack.carry(made.id, ['running']);
  });

  test('one of somebody else’s deployment is not there, and whoever may only look is told so', async () => {
    const made = await running(stack);
    await ask(stack, made, 'stop');
    const { id } = await latestOf(made);
    const stranger = await restOf(stack, await stack.person('support'));
    const auditor = await restOf(stack, await stack.person('auditor'));
    for (const action of ['cancel', 'retry']) {
      const [hidden, missing] = [
        await stranger('POST', `/operations/${id}/${action}`),
        await stranger('POST', `/operations/${made.id}/${action}`),
      ];
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      const bodies = [await problemOf(hidden), await problemOf(missing)];
      expect(bodies[0]).toEqual({ ...bodies[1], requestId: bodies[0]?.requestId });
      expect((await auditor('POST', `/operations/${id}/${action}`)).status).toBe(403);
    }
    await stack.carry(made.id, ['stopped']);
  });

  test('what failed is asked for once more by an operation of its own, which names the first', async () => {
    const made = await running(stack);
    await stack.simulator.control.failTask({ type: 'qmreset', exitstatus: 'the guest is stuck', times: 1 });
    await through(stack, made, { operation: 'reset', to: 'running' });
    const failed = await latestOf(made);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'operation_failed' }, waiting: null });
    expect(failed.actions.retry.allowed).toBe(true);
    const rest = await restOf(stack, made.actor);
    const accepted = await rest('POST', `/operations/${failed.id}/retry`, { key: 'retry-it' });
    expect(accepted.status).toBe(202);
    const again: unknown = await accepted.json();
    expect(again).toMatchObject({ kind: 'reset', state: 'queued', retryOf: failed.id });
    expect(await (await rest('POST', `/operations/${failed.id}/retry`, { key: 'retry-it' })).json()).toMatchObject({
      retryOf: failed.id,
    });
    await stack.carry(made.id, ['running']);
    expect(await latestOf(made)).toMatchObject({ state: 'succeeded', retryOf: failed.id });
    const late = await rest('POST', `/operations/${failed.id}/retry`);
    expect([late.status, await late.json()]).toMatchObject([409, { reason: { code: 'operation_not_latest' } }]);
  });
});

test('a VM that could not be made is rebuilt by a retry', async () => {
  const made = await requested();
  const clones = await tasksOf(stack, 'qmclone');
  await stack.simulator.control.failTask({ type: 'qmclone', exitstatus: 'no space left', times: 1 });
  await stack.carry(made.id, ['failed']);
  const failed = await latestOf(made);
  const retried = await stack.services.deployments.retry(made.actor, failed.id);
  expect(retried).toMatchObject({ kind: 'rebuild', retryOf: failed.id });
  await stack.carry(made.id, ['running']);
  expect(await latestOf(made)).toMatchObject({ id: retried.id, state: 'succeeded' });
  expect(await tasksOf(stack, 'qmclone')).toBe(clones + 2);
});

test('a resize that failed is retried with what it was asked for with', async () => {
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'resize', exitstatus: 'storage is full', times: 1 });
  await stack.services.deployments.act(made.actor, { action: 'resize', id: made.id, diskGiB: 12 });
  await stack.carry(made.id, ['running']);
  const failed = await latestOf(made);
  expect(failed).toMatchObject({ kind: 'resize', state: 'failed' });
  const retried = await stack.services.deployments.retry(made.actor, failed.id);
  expect(retried).toMatchObject({ kind: 'resize', retryOf: failed.id });
  await stack.carry(made.id, ['running']);
  expect(await latestOf(made)).toMatchObject({ id: retried.id, state: 'succeeded' });
  expect(await stack.deployment(made.id)).toMatchObject({ diskGiB: 12 });
});

test('a snapshot that failed is retried with its label', async () => {
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmsnapshot', exitstatus: 'storage is full', times: 1 });
  await stack.services.snapshots.create(made.actor, { id: made.id, label: 'before' });
  await stack.carry(made.id, ['running']);
  await stack.services.deployments.retry(made.actor, (await latestOf(made)).id);
  await stack.carry(made.id, ['running']);
  const { items } = await stack.services.snapshots.list(made.actor, made.id);
  expect(items).toMatchObject([
    { label: 'before', status: 'failed' },
    { label: 'before', status: 'ready' },
  ]);
});
