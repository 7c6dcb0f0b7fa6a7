// The task steps of reset, suspend, resume and snapshots. Each makes sure in the same step that the VM is ours before it
// touches it. A reset and a way back to a snapshot leave nothing behind that could be seen: their tasks are looked for.
import { type GuestSnapshot, HypervisorError } from '../hypervisor.ts';
import type { DeploymentSnapshot } from '../records.ts';
import type { RunContext, RunState } from './engine-ports.ts';
import { lostOfType, powerIs, refOf } from './guest-tasks.ts';
import { runningTaskOn, taskOfStep } from './lost-task.ts';
import { requireOurs } from './ownership.ts';
import { snapshotDescription } from './stamp.ts';
import type { TaskStep } from './task-step.ts';

const MINUTE = 60_000;

export const resetStep: TaskStep = {
  name: 'reset',
  acts: 'on_own_vm',
  deadlineMs: 10 * MINUTE,
  settled: null,
  lostTask: (context, state, step) => taskOfStep(context, refOf(state), { step, type: 'qmreset' }),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
    return context.hypervisor.reset(ref, context.signal);
  },
};

export const suspendStep: TaskStep = {
  name: 'suspend',
  acts: 'on_own_vm',
  deadlineMs: 10 * MINUTE,
  settled: powerIs('paused'),
  // To PVE a suspension that stays in memory is a pause.
  lostTask: lostOfType('qmpause'),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
    return context.hypervisor.suspend(ref, context.signal);
  },
};

export const resumeStep: TaskStep = {
  name: 'resume',
  acts: 'on_own_vm',
  deadlineMs: 10 * MINUTE,
  settled: powerIs('running'),
  lostTask: lostOfType('qmresume'),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
    return context.hypervisor.resume(ref, context.signal);
  },
};

const find = async ({ hypervisor, signal }: RunContext, state: RunState, name: string): Promise<GuestSnapshot | null> =>
  (await hypervisor.snapshots(refOf(state), signal)).find((snapshot) => snapshot.name === name) ?? null;

export const createSnapshotStep = (snapshot: DeploymentSnapshot): TaskStep => ({
  name: 'snapshot',
  acts: 'on_own_vm',
  deadlineMs: 30 * MINUTE,
  settled: async (context, state) => (await find(context, state, snapshot.name))?.state === 'ready',
  lostTask: lostOfType('qmsnapshot'),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
    const description = snapshotDescription(state.deployment, snapshot.label);
    return context.hypervisor.createSnapshot(ref, snapshot.name, description, context.signal);
  },
});

/** Some storages copy every block back: it may take as long as a full clone. A VM that ran is started again by PVE. */
export const rollbackStep = (snapshot: DeploymentSnapshot): TaskStep => ({
  name: 'rollback',
  acts: 'on_own_vm',
  deadlineMs: 240 * MINUTE,
  settled: null,
  lostTask: (context, state, step) => taskOfStep(context, refOf(state), { step, type: 'qmrollback' }),
  async post(context, state) {
    const { hypervisor, signal } = context;
    const { ref } = await requireOurs(context, state.deployment);
    const { power } = await hypervisor.guestStatus(ref, signal);
    return hypervisor.rollbackSnapshot(ref, snapshot.name, power === 'running', signal);
  },
});

/** What an interrupted task left behind blocks the whole VM, and goes away only by force. */
export const removeSnapshotStep = ({ name }: DeploymentSnapshot): TaskStep => ({
  name: 'remove_snapshot',
  acts: 'on_own_vm',
  deadlineMs: 60 * MINUTE,
  settled: async (context, state) => (await find(context, state, name)) === null,
  lostTask: lostOfType('qmdelsnapshot'),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
    const found = await find(context, state, name);
    if (found === null) return null;
    const interrupted = found.state !== 'ready';
    if (interrupted && (await runningTaskOn(context, ref)) !== null) {
      throw new HypervisorError('locked', 'A task still runs on this VM.', { maybeDone: false });
    }
    return context.hypervisor.deleteSnapshot(ref, name, interrupted, context.signal);
  },
});
