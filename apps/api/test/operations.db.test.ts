// What was asked of a deployment, as its owner reads it: one operation each, with the steps that carried it out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type Made, running, through } from './lifecycle.ts';
import { createStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

const operationsOf = async ({ actor, id }: Made) => (await stack.services.deployments.operations(actor, { id })).items;

test('each request is one operation, newest first, with who asked, its times and its own steps', async () => {
  const made = await running(stack);
  await through(stack, made, { operation: 'stop', to: 'stopped' });
  const [stop, provision, ...others] = await operationsOf(made);
  expect(others).toEqual([]);
  const { userId: id, name } = made.actor.principal;
  expect(stop).toMatchObject({ kind: 'stop', state: 'succeeded', requestedBy: { id, name }, failureCode: null });
  expect(stop?.steps.map((step) => step.name)).toEqual(['shutdown']);
  expect(provision).toMatchObject({ kind: 'provision', state: 'succeeded', requestedBy: { id, name }, message: null });
  expect(provision?.steps.map((step) => step.name)).toEqual([
    ...['reserve', 'place', 'clone', 'configure', 'resize', 'start', 'address', 'ready'],
  ]);
  for (const { requestedAt, startedAt, endedAt } of [stop, provision].filter((one) => one !== undefined)) {
    expect([requestedAt, startedAt, endedAt].every((at) => at !== null)).toBe(true);
    expect([requestedAt, startedAt, endedAt]).toEqual([requestedAt, startedAt, endedAt].toSorted());
  }
});

test('an accepted request answers the operation that it is, readable by its id until and after its end', async () => {
  const made = await running(stack);
  const { deployments } = stack.services;
  const { operation } = await deployments.act(made.actor, { action: 'stop', id: made.id });
  expect(operation).toMatchObject({ kind: 'stop', state: 'queued', startedAt: null });
  const id = operation?.id ?? '';
  expect(await deployments.operation(made.actor, id)).toMatchObject({ state: 'queued', endedAt: null });
  await stack.carry(made.id, ['stopped']);
  expect(await deployments.operation(made.actor, id)).toMatchObject({ kind: 'stop', state: 'succeeded' });
  expect((await deployments.byId(made.actor, made.id)).operation).toBeNull();
  await expect(deployments.operation(await stack.person('support'), id)).rejects.toMatchObject({ code: 'not_found' });
});

test('a deletion cancels what is under way', async () => {
  const made = await running(stack);
  await ask(stack, made, 'stop');
  await stack.services.deployments.act(made.actor, { action: 'delete', id: made.id });
  await stack.carry(made.id, ['deleted']);
  const [deletion, stop] = await operationsOf(made);
  expect(deletion).toMatchObject({ kind: 'delete', state: 'succeeded' });
  expect(stop).toMatchObject({ kind: 'stop', state: 'cancelled', message: null, failureCode: null });
  expect(stop?.error).toMatchObject({ code: 'superseded' });
});

test('one that fails says what went wrong, and stays so when the next one succeeds', async () => {
  const made = await running(stack);
  await stack.simulator.control.failTask({ type: 'qmreset', exitstatus: 'the guest is stuck', times: 1 });
  await through(stack, made, { operation: 'reset', to: 'running' });
  await through(stack, made, { operation: 'reset', to: 'running' });
  const [reset, failed] = await operationsOf(made);
  expect(reset).toMatchObject({ kind: 'reset', state: 'succeeded', message: null });
  expect(failed).toMatchObject({ kind: 'reset', state: 'failed', failureCode: 'operation_failed' });
  expect(failed?.message).toContain('the guest is stuck');
});
