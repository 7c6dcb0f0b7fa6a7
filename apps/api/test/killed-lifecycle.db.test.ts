import { createEngine } from '@portal/engine';
import { type DeploymentStatus, keysOf } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKillSwitch, KilledError, killableHypervisors, killableUnitOfWork } from './kill-points.ts';
import { ask, type Made, type OnVm, passwordsOf, running, snapshotsOf, tasksOf, through, vmOf } from './lifecycle.ts';
import { portalVms } from './observe-cluster.ts';
import { createStack, leaping, type Stack } from './stack.ts';

interface Work {
  readonly operation: OnVm;
  readonly to: DeploymentStatus;
}

/** Carried on with a worker that dies at a moment, then with one that does not. Null: at no moment. */
const throughDeath = async (stack: Stack, made: Made, { operation, to }: Work, killAt: number | null) => {
  const kill = createKillSwitch(killAt);
  const engine = createEngine({
    ...stack.ports,
    hypervisors: killableHypervisors(stack.ports.hypervisors, kill.guarded),
    unitOfWork: killableUnitOfWork(stack.ports.unitOfWork, kill.guarded),
  });
  await ask(stack, made, operation);
  await stack.carry(made.id, [to], engine).catch((error: unknown) => {
    if (!(error instanceof KilledError)) throw error;
  });
  await stack.carry(made.id, [to]);
  return kill;
};

interface Ended {
  readonly to: DeploymentStatus;
  readonly tasks: readonly string[];
}

type OnSameVm = Exclude<OnVm, 'rebuild'>;

/** Each action on a VM that stays the same VM. */
const ends: Readonly<Record<OnSameVm, Ended>> = {
  stop: { to: 'stopped', tasks: ['qmshutdown'] },
  start: { to: 'running', tasks: ['qmstart'] },
  suspend: { to: 'suspended', tasks: ['qmpause'] },
  resume: { to: 'running', tasks: ['qmresume'] },
  reset: { to: 'running', tasks: ['qmreset'] },
  reboot: { to: 'running', tasks: ['qmreboot'] },
  snapshot: { to: 'running', tasks: ['qmsnapshot'] },
  rollback: { to: 'running', tasks: ['qmrollback', 'qmstart'] },
  remove_snapshot: { to: 'running', tasks: ['qmdelsnapshot'] },
  resize: { to: 'running', tasks: ['resize'] },
  set_password: { to: 'running', tasks: [] },
};

/** In turn, each of these leaves a VM that runs as it was; every action stands in one of them. */
const rounds: readonly (readonly OnSameVm[])[] = [
  ['stop', 'start'],
  ['suspend', 'resume'],
  ['snapshot', 'rollback', 'remove_snapshot'],
  ['reset'],
  ['reboot'],
  ['resize'],
  ['set_password'],
];

/** Answers whether there was such a moment. */
const diesOnce = async (stack: Stack, made: Made, operation: OnSameVm, moment: number): Promise<boolean> => {
  const { to, tasks } = ends[operation];
  await stack.simulator.control.forgetTasks();
  const { killedAt } = await throughDeath(stack, made, { operation, to }, moment);
  const done = await Promise.all(tasks.map((type) => tasksOf(stack, type)));
  expect(done, `${operation}, death ${killedAt}`).toEqual(tasks.map(() => 1));
  if (operation === 'snapshot') {
    expect(await snapshotsOf(stack, made), `death ${killedAt}`).toMatchObject([{ status: 'ready' }]);
  }
  if (operation === 'set_password') {
    const { shown, uncertain, inGuest } = await passwordsOf(stack, made);
    expect({ shown, uncertain }, `death ${killedAt}`).toEqual({ shown: inGuest, uncertain: null });
  }
  return killedAt !== null;
};

describe('a worker killed at any moment of what is done to a VM that stays the same does nothing twice', () => {
  let stack: Stack;
  let made: Made;
  beforeAll(async () => {
    stack = leaping(await createStack());
    made = await running(stack);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test('each action is tried', () => {
    expect(rounds.flat().toSorted()).toEqual(keysOf(ends).toSorted());
  });

  test.each(rounds.map((round) => [round.join(', '), round] as const))('%s', async (_name, operations) => {
    for (let moment = 0, died = true; died; moment += 1) {
      died = false;
      for (const operation of operations) died = (await diesOnce(stack, made, operation, moment)) || died;
      expect((await vmOf(stack, made)).snapshots).toEqual([]);
    }
  });
});

test('a worker killed at any moment of a rebuild leaves one VM, and never two', async () => {
  await using real = await createStack();
  const stack = leaping(real);
  const made = await running(stack);
  for (let moment = 0, died = true; died; moment += 1) {
    await through(stack, made, { operation: 'snapshot', to: 'running' });
    await stack.simulator.control.forgetTasks();
    const { killedAt } = await throughDeath(stack, made, { operation: 'rebuild', to: 'queued' }, moment);
    expect(await portalVms(stack), `VMs after a death ${killedAt}`).toEqual([]);
    expect(await tasksOf(stack, 'qmdestroy'), `death ${killedAt}`).toBe(1);
    await stack.carry(made.id, ['running']);
    expect(await portalVms(stack), `VMs after a death ${killedAt}`).toHaveLength(1);
    expect(await snapshotsOf(stack, made)).toEqual([]);
    died = killedAt !== null;
  }
}, 240_000);
