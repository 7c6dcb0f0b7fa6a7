// A worker that was cut off in the middle of a call, and has not noticed yet, gets its answer when another one has carried
// the deployment on. What it then wants to write down is not true any more.
import type { Hypervisor } from '@portal/domain';
import { createEngine, type Engine } from '@portal/engine';
import { expect, test } from 'vitest';
import { othersOf, unaccounted } from './accounted.ts';
import { ask, running, tasksOf } from './lifecycle.ts';
import { portalVms } from './observe-cluster.ts';
import { createStack, type Stack } from './stack.ts';

type Held = 'clone' | 'shutdown' | 'configure';

/** An engine whose first such call has been carried out, and whose answer comes when it is let go. */
const frozenIn = (stack: Stack, name: Held) => {
  const called = Promise.withResolvers<void>();
  const resumed = Promise.withResolvers<void>();
  const real = stack.ports.hypervisors.of(stack.cluster.id);
  const call = async (...args: readonly unknown[]): Promise<unknown> => {
    const answer: unknown = await Reflect.apply(real[name], real, args);
    called.resolve();
    await resumed.promise;
    return answer;
  };
  const hypervisor: Hypervisor = { ...real, [name]: call };
  const engine = createEngine({ ...stack.ports, hypervisors: { of: () => hypervisor } });
  return { engine, called: called.promise, resume: () => resumed.resolve() };
};

/** With no time of its own: it may be frozen for as long as the other one's whole work takes. */
const run = (engine: Engine, id: string): Promise<void> => engine.run(id, new AbortController().signal);

test('the task of a step that has ended meanwhile is not written down, and the next operation is carried out', async () => {
  await using stack = await createStack();
  const others = await othersOf(stack);
  const made = await running(stack);
  const frozen = frozenIn(stack, 'shutdown');
  await ask(stack, made, 'stop');
  const late = run(frozen.engine, made.id);
  await frozen.called;
  await stack.carry(made.id, ['stopped']);
  frozen.resume();
  await late;
  expect(await unaccounted(stack, others, new Date())).toEqual([]);

  await ask(stack, made, 'start');
  await run(stack.engine, made.id);
  expect(await stack.deployment(made.id)).toMatchObject({ status: 'running' });
  expect((await portalVms(stack)).map(({ power }) => power)).toEqual(['running']);
  expect(await tasksOf(stack, 'qmshutdown')).toBe(1);
});

test('nor is it where the next step of the same operation is under way', async () => {
  await using stack = await createStack();
  const others = await othersOf(stack);
  const id = await stack.create(await stack.person());
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
  const [frozen, successor] = [frozenIn(stack, 'clone'), frozenIn(stack, 'configure')];
  const late = run(frozen.engine, id);
  await frozen.called;
  const carried = run(successor.engine, id);
  await successor.called;
  frozen.resume();
  await late;
  successor.resume();
  await carried;
  expect(await stack.deployment(id)).toMatchObject({ status: 'running' });
  expect(await portalVms(stack)).toHaveLength(1);
  expect(await tasksOf(stack, 'qmclone')).toBe(1);
  expect(await unaccounted(stack, others, new Date())).toEqual([]);
});
