// A stop that another worker finds nothing of, and a clone that arrives late. What it finds of a stop: `stalled-worker.soak.ts`.
import { expect, test } from 'vitest';
import { othersOf, unaccounted } from './accounted.ts';
import { portalVms } from './observe-cluster.ts';
import { createStack } from './stack.ts';
import { effectsOf, stall, stopStalled, tasksEnded } from './stall.ts';

test('a worker stalls during a stop, and the task vanishes: the other one looks at the VM itself before it would ask again', async () => {
  await using stack = await createStack();
  const at = 'GET /nodes/N/tasks/qmshutdown/status';
  const meanwhile = async (): Promise<void> => {
    await tasksEnded(stack);
    await stack.simulator.control.forgetTasks({ type: 'qmshutdown' });
  };
  const { asked, done } = await stopStalled(stack, { at, side: 'before', meanwhile });
  // The one that there was is forgotten; there was no other.
  expect(done).toEqual([]);
  expect(asked.slice(0, 2)).toEqual(['GET /tasks/{upid}/status', 'GET /tasks']);
  expect(asked.filter((call) => !call.startsWith('GET'))).toEqual([]);
}, 240_000);

test('a worker stalls before its clone is sent; the other one clones, and what arrives late makes no second VM', async () => {
  await using stack = await createStack();
  const others = await othersOf(stack);
  const id = await stack.create(await stack.person());
  const at = 'POST /nodes/N/qemu/V/clone';
  await stall(stack, id, { at, side: 'before', to: 'running', begin: async () => undefined });
  await tasksEnded(stack);
  expect((await effectsOf(stack)).filter((type) => type === 'qmclone')).toHaveLength(1);
  expect(await portalVms(stack)).toHaveLength(1);
  expect((await stack.deployment(id)).status).toBe('running');
  expect(await unaccounted(stack, others, new Date())).toEqual([]);
}, 240_000);
