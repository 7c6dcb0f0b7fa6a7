import { provisionSteps } from '@portal/types';
import { expect, test } from 'vitest';
import { vmsOf } from './observe-cluster.ts';
import { type ApiProcess, startApi } from './process.ts';
import { createStack, type Stack, tokenSecret, until } from './stack.ts';

/** Slow enough that a process can be killed while a step is under way. */
const visible = { cloneLinkedMs: 300, resizeMs: 150, startMs: 200, agentDelayMs: 300, destroyMs: 200, stopMs: 150 };

const stepIs = async (stack: Stack, id: string, step: string): Promise<boolean> => {
  const { rowCount } = await stack.owner.query('SELECT FROM deployment_step WHERE deployment_id = $1 AND name = $2', [
    id,
    step,
  ]);
  return (rowCount ?? 0) > 0;
};

const statusIs = async (stack: Stack, id: string, status: string): Promise<boolean> =>
  (await stack.deployment(id)).status === status;

test('apps/api killed after each step: the next one finishes, and the cluster holds one VM for each deployment', async () => {
  await using stack = await createStack();
  await stack.simulator.control.setTiming(visible);
  const actor = await stack.person();
  const ids: string[] = [];
  let api: ApiProcess = await startApi(stack, tokenSecret);
  for (const step of provisionSteps) {
    const id = await stack.create(actor, `killed-at-${step}`);
    await until(`step ${step}`, () => stepIs(stack, id, step));
    await api.kill();
    ids.push(id);
    api = await startApi(stack, tokenSecret);
  }
  await using last = api;
  for (const id of ids) await until(`${id} to run`, () => statusIs(stack, id, 'running'));
  for (const id of ids) expect(await vmsOf(stack, id)).toHaveLength(1);
  const [deleted = ''] = ids;
  await stack.services.deployments.act(actor, 'delete', deleted, { idempotencyKey: null });
  await until('the destroy step', () => stepIs(stack, deleted, 'destroy'));
  await last.kill();
  await using successor = await startApi(stack, tokenSecret);
  await until('the deletion', () => statusIs(stack, deleted, 'deleted'));
  expect(await vmsOf(stack, deleted)).toEqual([]);
  expect(successor.url).toMatch(/^http:/);
}, 180_000);

test('apps/api told to stop ends by itself, and what was in hand goes on in the next one', async () => {
  await using stack = await createStack();
  await stack.simulator.control.setTiming({ cloneLinkedMs: 1_500 });
  const id = await stack.create(await stack.person());
  await using first = await startApi(stack, tokenSecret);
  await until('the clone', () => stepIs(stack, id, 'clone'));
  expect(await first.stop()).toBe(0);
  await using second = await startApi(stack, tokenSecret);
  await until('the deployment to run', () => statusIs(stack, id, 'running'));
  expect(await vmsOf(stack, id)).toHaveLength(1);
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
}, 60_000);
