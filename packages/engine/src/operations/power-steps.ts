// Steps that are one task on the deployment's own VM, whose effect is the VM's power, or is not seen at all.
import type { PowerState } from '@portal/domain';
import type { Guest } from '../guest.ts';
import { runningTaskOfType, startTasks, taskOfStep } from '../lost-task.ts';
import type { Op, Step } from '../workflow.ts';

export const MINUTE = 60_000;

/** Seconds that a guest gets to shut down before it is powered off. */
export const shutdownSeconds = 60;

interface PowerStep {
  readonly start: (guest: Guest) => Promise<string>;
  readonly deadlineMs?: number;
  /** Not where somebody wants the VM kept. */
  readonly unprotected?: boolean;
}

/**
 * A running task is enough to look for: what an ended one did is seen by the power, and the HA manager may be told twice.
 * `types`: PVE's types of the task.
 */
export const towards = (op: Op, power: PowerState, step: PowerStep & { readonly types: readonly string[] }): Step => ({
  deadlineMs: step.deadlineMs ?? 10 * MINUTE,
  isDone: async () => (await op.hypervisor.guestStatus(op.ref, op.signal)).power === power,
  findLost: () => runningTaskOfType(op, op.ref, ...step.types),
  start: async () => step.start(await op.guest(step)),
});

/** Its effect cannot be seen afterwards: its task, by PVE's `type`, is looked for, ended or not, before it is repeated. */
export const unseen = (op: Op, step: PowerStep & { readonly type: string }): Step => ({
  deadlineMs: step.deadlineMs ?? 10 * MINUTE,
  isDone: null,
  findLost: (active) => taskOfStep(op, op.ref, { step: active, type: step.type }),
  start: async () => step.start(await op.guest(step)),
});

/** One call that sets absolute values: repeated without harm, and nothing to await. */
export const setting = (op: Op, set: (guest: Guest) => Promise<void>): Step => ({
  deadlineMs: 15 * MINUTE,
  isDone: async () => false,
  findLost: async () => null,
  async start() {
    await set(await op.guest());
    return null;
  },
});

export const startStep = (op: Op): Step =>
  towards(op, 'running', { types: startTasks, start: (guest) => guest.start() });

/** The guest is asked; it is powered off where it does not follow. */
export const shutdownStep = (op: Op): Step =>
  towards(op, 'stopped', { types: ['qmshutdown', 'hastop'], start: (guest) => guest.shutdown(shutdownSeconds) });

export const stopStep = (op: Op, { unprotected = false } = {}): Step =>
  towards(op, 'stopped', {
    types: ['qmstop', 'hastop'],
    deadlineMs: 15 * MINUTE,
    unprotected,
    start: (guest) => guest.stop(),
  });
