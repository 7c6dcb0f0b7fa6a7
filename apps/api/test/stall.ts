// A worker that is frozen, as by a host that swaps or a hypervisor that pauses it, holds on to its job without doing it.
// Another one takes the job, asks PVE how far it came before it does anything, and ends it; the frozen one then wakes up
// with what it was about to do.
import type { DeploymentStatus } from '@portal/types';
import { expect } from 'vitest';
import { othersOf, unaccounted } from './accounted.ts';
import { type Moment, type Side, startPveProxy } from './faulty-proxies.ts';
import { portalVms } from './observe-cluster.ts';
import { startApi } from './process.ts';
import { type Stack, until } from './stack.ts';

/** A successor does not wait; a frozen one is noticed as soon as the configuration allows. */
const hasty = { ROLES: 'worker', CLAIM_MS: '3000', OBSERVE_INTERVAL_MS: '3600000' };

/**
 * For a process to start on a busy machine, and for what the frozen one holds in the database: its transaction is ended after 15 s.
 */
const startedAndDoneMs = 120_000;

interface Stall {
  /** The call at which it freezes, by its label. */
  readonly at: string;
  /** `before`: PVE gets the call when the worker has resumed. `after`: the worker gets the answer then. */
  readonly side: Side;
  readonly to: DeploymentStatus;
  /** What is asked for. */
  readonly begin: (stack: Stack, id: string) => Promise<void>;
  /** What happens in the cluster before anybody notices. */
  readonly meanwhile?: (stack: Stack) => Promise<void>;
}

/** The calls of the successor about the VM and its tasks, in their order. */
export const stall = async (stack: Stack, id: string, { at, side, to, begin, meanwhile }: Stall): Promise<string[]> => {
  const frozen = Promise.withResolvers<void>();
  const resumed = Promise.withResolvers<void>();
  let stalled = false;
  const moment: Moment = async (label, reached) => {
    if (stalled || label !== at || reached !== side) return true;
    stalled = true;
    victim.freeze();
    frozen.resolve();
    await resumed.promise;
    return true;
  };
  await using proxy = await startPveProxy(new URL(stack.simulator.url), moment);
  await using victim = startApi(stack, { ...hasty, PVE_URL: `http://127.0.0.1:${proxy.port}` });
  await begin(stack, id);
  await frozen.promise;
  await meanwhile?.(stack);
  await stack.simulator.control.clearRequests();
  await using successor = startApi(stack, hasty);
  await until(`${id} to be ${to}`, async () => (await stack.deployment(id)).status === to, startedAndDoneMs);
  const asked = await stack.simulator.control.requests();
  victim.resume();
  resumed.resolve();
  await victim.says('this worker was cut off');
  // Whatever it still had in mind, it has done by then.
  expect(await victim.stop()).toBe(0);
  await successor.listening();
  const { vmid } = await stack.deployment(id);
  const own = asked.filter(({ path }) => path.includes(`/qemu/${vmid}`) || path.includes('/tasks'));
  return own.map(
    ({ method, path }) => `${method} ${path.replace(/^.*\/nodes\/[^/]+/, '').replace(/UPID[^/]*/, '{upid}')}`,
  );
};

export const effectsOf = async ({ simulator }: Stack): Promise<string[]> => {
  const { tasks } = await simulator.control.snapshot();
  return tasks.filter(({ exitStatus }) => exitStatus === 'OK').map(({ type }) => type);
};

export const tasksEnded = async ({ simulator }: Stack): Promise<void> =>
  until('the tasks of the cluster to end', async () => (await simulator.control.stats()).tasksRunning === 0);

/** A VM that runs, and the stop of it at which a worker stalls. */
export const stopStalled = async (stack: Stack, how: Pick<Stall, 'at' | 'side' | 'meanwhile'>) => {
  const others = await othersOf(stack);
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.carry(id, ['running']);
  const before = await effectsOf(stack);
  const begin = async (): Promise<void> => {
    await stack.services.deployments.act(actor, { action: 'stop', id });
  };
  const asked = await stall(stack, id, { to: 'stopped', begin, ...how });
  const done = (await effectsOf(stack)).slice(before.length);
  expect((await stack.deployment(id)).status).toBe('stopped');
  expect((await portalVms(stack)).map(({ power }) => power)).toEqual(['stopped']);
  expect(await unaccounted(stack, others, new Date())).toEqual([]);
  return { asked, done };
};
