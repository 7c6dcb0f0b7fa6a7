import { createEngine } from '@portal/engine';
import { type DeploymentStatus, keysOf } from '@portal/types';
import { expect, test } from 'vitest';
import { createKillSwitch, KilledError, killableHypervisors, killableUnitOfWork } from './kill-points.ts';
import { ask, type Made, type OnVm, running, snapshotsOf, tasksOf, through, vmOf } from './lifecycle.ts';
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

/** Each action on a VM that stays the same VM, in an order in which each is accepted. */
const round: Readonly<Record<Exclude<OnVm, 'rebuild'>, Ended>> = {
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
};

test('a worker killed at any moment of what is done to a VM that stays the same does nothing twice', async () => {
  await using real = await createStack();
  const stack = leaping(real);
  const made = await running(stack);
  for (let moment = 0, died = true; died; moment += 1) {
    died = false;
    for (const operation of keysOf(round)) {
      const work = { operation, ...round[operation] };
      const before = await Promise.all(work.tasks.map((type) => tasksOf(stack, type)));
      const { killedAt } = await throughDeath(stack, made, work, moment);
      const after = await Promise.all(work.tasks.map((type) => tasksOf(stack, type)));
      const done = after.map((count, index) => count - (before[index] ?? 0));
      expect(done, `${work.operation}, death ${killedAt}`).toEqual(work.tasks.map(() => 1));
      if (work.operation === 'snapshot') {
        expect(await snapshotsOf(stack, made), `death ${killedAt}`).toMatchObject([{ status: 'ready' }]);
      }
      died ||= killedAt !== null;
    }
    expect((await vmOf(stack, made)).snapshots).toEqual([]);
  }
}, 240_000);

test('a worker killed at any moment of a rebuild leaves one VM, and never two', async () => {
  await using real = await createStack();
  const stack = leaping(real);
  const made = await running(stack);
  for (let moment = 0, died = true; died; moment += 1) {
    await through(stack, made, { operation: 'snapshot', to: 'running' });
    const destroyed = await tasksOf(stack, 'qmdestroy');
    const { killedAt } = await throughDeath(stack, made, { operation: 'rebuild', to: 'queued' }, moment);
    expect(await portalVms(stack), `VMs after a death ${killedAt}`).toEqual([]);
    expect((await tasksOf(stack, 'qmdestroy')) - destroyed, `death ${killedAt}`).toBe(1);
    await stack.carry(made.id, ['running']);
    expect(await portalVms(stack), `VMs after a death ${killedAt}`).toHaveLength(1);
    expect(await snapshotsOf(stack, made)).toEqual([]);
    died = killedAt !== null;
  }
}, 240_000);
