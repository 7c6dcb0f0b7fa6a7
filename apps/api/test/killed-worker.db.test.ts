import { createEngine } from '@portal/domain';
import type { DeploymentStatus } from '@portal/types';
import { expect, test } from 'vitest';
import { createKillSwitch, KilledError, killableHypervisors, killableUnitOfWork } from './kill-points.ts';
import { vmsOf } from './observe-cluster.ts';
import { createStack, type Stack } from './stack.ts';

/** An engine that dies at the given moment; null lives for ever and counts. */
const mortal = (stack: Stack, killAt: number | null) => {
  const kill = createKillSwitch(killAt);
  const engine = createEngine({
    ...stack.ports,
    hypervisors: killableHypervisors(stack.ports.hypervisors, kill.guarded),
    unitOfWork: killableUnitOfWork(stack.ports.unitOfWork, kill.guarded),
  });
  return { engine, kill };
};

const survive = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof KilledError)) throw error;
  });
};

/** Carries a deployment on with a worker that dies at a moment, then with one that does not. */
const carryThroughDeath = async (stack: Stack, id: string, to: DeploymentStatus, killAt: number | null) => {
  const { engine, kill } = mortal(stack, killAt);
  await survive(stack.carry(id, [to], engine));
  await stack.carry(id, [to]);
  return kill;
};

const expectOneVm = async (stack: Stack, id: string, moment: string): Promise<void> => {
  expect(await vmsOf(stack, id), `VMs after a death ${moment}`).toHaveLength(1);
};

test('a worker killed before or after any call and any commit of a creation leaves exactly one VM', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const whole = await carryThroughDeath(stack, await stack.create(actor), 'running', null);
  expect(whole.passed).toBeGreaterThan(20);
  for (let moment = 0; moment < whole.passed; moment += 1) {
    const id = await stack.create(actor, `killed-${moment}`);
    const { killedAt } = await carryThroughDeath(stack, id, 'running', moment);
    expect(killedAt).not.toBeNull();
    await expectOneVm(stack, id, String(killedAt));
  }
}, 120_000);

type PowerAction = 'stop' | 'start' | 'reboot';

const operations: readonly [PowerAction, DeploymentStatus][] = [
  ['stop', 'stopped'],
  ['start', 'running'],
  ['reboot', 'running'],
];

test('a worker killed at any moment of a stop, a start or a reboot does not do it twice', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const id = await stack.create(actor);
  await stack.carry(id, ['running']);
  const act = async (action: PowerAction, to: DeploymentStatus, killAt: number | null) => {
    await stack.services.deployments.act(actor, action, id, { idempotencyKey: null });
    return carryThroughDeath(stack, id, to, killAt);
  };
  const taskTypes = { stop: 'qmshutdown', start: 'qmstart', reboot: 'qmreboot' } as const;
  const tasksOf = async (type: string) =>
    (await stack.simulator.control.snapshot()).tasks.filter((task) => task.type === type).length;
  for (let moment = 0, most = Number.POSITIVE_INFINITY; moment < most; moment += 1) {
    let longest = 0;
    for (const [action, to] of operations) {
      const before = await tasksOf(taskTypes[action]);
      const kill = await act(action, to, moment);
      expect((await tasksOf(taskTypes[action])) - before, `${action}, death ${kill.killedAt}`).toBe(1);
      longest = Math.max(longest, kill.passed);
    }
    // Nobody died any more: every moment has had its turn.
    if (longest < moment) most = moment;
  }
  await expectOneVm(stack, id, 'of the power operations');
}, 120_000);

test('a worker killed at any moment of a deletion leaves no VM and one end', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const remove = async (name: string, killAt: number | null) => {
    const id = await stack.create(actor, name);
    await stack.carry(id, ['running']);
    await stack.services.deployments.act(actor, 'delete', id, { idempotencyKey: null });
    const kill = await carryThroughDeath(stack, id, 'deleted', killAt);
    expect(await vmsOf(stack, id), `VMs after a death ${kill.killedAt}`).toEqual([]);
    return kill;
  };
  const whole = await remove('whole', null);
  for (let moment = 0; moment < whole.passed; moment += 1) await remove(`gone-${moment}`, moment);
}, 120_000);
