// An answer that is lost, and one that never came to be, on each call that changes a VM; the clone and the destruction have
// a table of their own (fault-matrix-wire.db.test.ts). Each row is one call with its fault and the expected outcome: what
// was asked for is there, and was done once.
import type { Fault } from '@portal/pve-simulator';
import type { DeploymentStatus } from '@portal/types';
import { afterAll, beforeAll, expect } from 'vitest';
import { type FaultCase, testRows } from './fault-case.ts';
import { placeOf, settled, type World } from './fault-world.ts';
import { tasksOf } from './lifecycle.ts';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { createStack, type Stack } from './stack.ts';

const faults: readonly (Pick<Fault, 'when' | 'action'> & { readonly name: string })[] = [
  { name: 'reset after the request was read', when: 'after', action: { kind: 'reset' } },
  { name: '596, and nothing is done', when: 'before', action: { kind: 'refuse', as: 'timedOut' } },
  { name: '596, and it is done all the same', when: 'after', action: { kind: 'refuse', as: 'timedOut' } },
];

type WireFault = (typeof faults)[number];

interface Call {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
}

const waits = async ({ stack, id }: World): Promise<number> =>
  (await actionsOf(stack, id)).filter((action) => action === 'deployment.waiting').length;

/** The fault on each of the calls, once: each is put off with its reason, and no task is started twice. */
const onEach = ({ when, action }: WireFault, calls: readonly Call[], tasks: readonly string[]) => {
  let before = 0;
  return {
    async strikes(world: World): Promise<void> {
      const { control } = world.stack.simulator;
      before = await waits(world);
      await control.forgetTasks();
      for (const match of calls) await control.addFault({ match, times: 1, when, action });
    },
    async proves(world: World): Promise<void> {
      expect((await waits(world)) - before, 'how often it was put off').toBeGreaterThanOrEqual(calls.length);
      for (const type of tasks) expect(await tasksOf(world.stack, type), type).toBe(1);
    },
  };
};

type Operation = Exclude<FaultCase['during'], 'request' | 'create' | 'delete'>;

/** In an order in which each finds the VM as it needs it. */
const operations: readonly (Call & {
  readonly during: Operation;
  readonly task: string;
  readonly as: DeploymentStatus;
})[] = [
  { during: 'stop', method: 'POST', path: '/status/shutdown$', task: 'qmshutdown', as: 'stopped' },
  { during: 'start', method: 'POST', path: '/status/start$', task: 'qmstart', as: 'running' },
  { during: 'reboot', method: 'POST', path: '/status/reboot$', task: 'qmreboot', as: 'running' },
  { during: 'reset', method: 'POST', path: '/status/reset$', task: 'qmreset', as: 'running' },
  { during: 'suspend', method: 'POST', path: '/status/suspend$', task: 'qmpause', as: 'suspended' },
  { during: 'resume', method: 'POST', path: '/status/resume$', task: 'qmresume', as: 'running' },
  { during: 'snapshot', method: 'POST', path: '/snapshot$', task: 'qmsnapshot', as: 'running' },
  { during: 'rollback', method: 'POST', path: '/rollback$', task: 'qmrollback', as: 'running' },
  { during: 'remove_snapshot', method: 'DELETE', path: '/snapshot/[^/]+$', task: 'qmdelsnapshot', as: 'running' },
];

const operationCases = faults.flatMap((fault) =>
  operations.map(
    ({ during, task, as, method, path }): FaultCase => ({
      name: `${during}: ${fault.name}`,
      during,
      ends: { as },
      ...onEach(fault, [{ method, path }], [task]),
    }),
  ),
);

const creation: readonly Call[] = [
  { method: 'PUT', path: '/config$' },
  { method: 'PUT', path: '/resize$' },
  { method: 'POST', path: '/status/start$' },
];
const grown = { min: 12, default: 12, max: 40 } as const;

const ownVm = async (world: World) => {
  const { vmid } = await placeOf(world);
  return (await portalVms(world.stack)).find((vm) => vm.vmid === vmid);
};

const creationCases = faults.map((fault): FaultCase => {
  const { strikes, proves } = onEach(fault, creation, ['resize', 'qmstart']);
  return {
    name: `the configuration, the resize and the start of a creation: ${fault.name}`,
    during: 'create',
    of: { diskGiB: grown },
    strikes,
    ends: { as: 'running' },
    async proves(world) {
      await proves(world);
      const config = { tags: 'support-portal', scsi0: expect.stringContaining('size=12G') };
      expect(await ownVm(world)).toMatchObject({ config });
    },
  };
});

const adoptionCases = faults.map((fault): FaultCase => {
  const { strikes, proves } = onEach(fault, [{ method: 'PUT', path: '/config$' }], []);
  return {
    name: `the ownership tag of a VM that is taken over: ${fault.name}`,
    during: 'create',
    async strikes(world) {
      const { stack, engine, services, admin, id } = world;
      expect(await settled(world)).toMatchObject({ status: 'running' });
      await stack.simulator.control.retagVm((await placeOf(world)).vmid, ['somebodys']);
      await engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
      await strikes(world);
      await services.quarantine.settle(admin, 'adopt', { id, reason: 'It is ours after all.' });
    },
    ends: { as: 'running' },
    async proves(world) {
      await proves(world);
      expect(await ownVm(world)).toMatchObject({ config: { tags: 'somebodys;support-portal' } });
    },
  };
});

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

testRows(() => stack, [...operationCases, ...creationCases, ...adoptionCases]);
