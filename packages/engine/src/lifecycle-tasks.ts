// The task steps of reset, suspend, resume and snapshots. Each makes sure in the same step that the VM is ours before it
// touches it. A reset and a way back to a snapshot leave nothing behind that could be seen: their tasks are looked for.
import type { DeploymentSnapshot, GuestSnapshot } from '@portal/domain';
import { snapshotDescription } from '@portal/domain';
import type { RunContext, RunState } from './engine-ports.ts';
import { lostOfType, onOwnVm, refOf, requireFreeVm, requireIdle, seenAs, unseen } from './guest-tasks.ts';
import { requireUnprotected } from './preconditions.ts';
import type { TaskStep } from './task-step.ts';

const MINUTE = 60_000;

export const resetStep = onOwnVm({
  name: 'reset',
  deadlineMs: 10 * MINUTE,
  ...unseen('qmreset'),
  ask: (hypervisor, ref, signal) => hypervisor.reset(ref, signal),
});

export const suspendStep = onOwnVm({
  name: 'suspend',
  deadlineMs: 10 * MINUTE,
  // To PVE a suspension that stays in memory is a pause.
  ...seenAs('paused', 'qmpause'),
  ask: (hypervisor, ref, signal) => hypervisor.suspend(ref, signal),
});

export const resumeStep = onOwnVm({
  name: 'resume',
  deadlineMs: 10 * MINUTE,
  ...seenAs('running', 'qmresume'),
  ask: (hypervisor, ref, signal) => hypervisor.resume(ref, signal),
});

const named =
  ({ name }: DeploymentSnapshot) =>
  async ({ hypervisor, signal }: RunContext, state: RunState): Promise<GuestSnapshot | null> =>
    (await hypervisor.snapshots(refOf(state), signal)).find((snapshot) => snapshot.name === name) ?? null;

export const createSnapshotStep = (snapshot: DeploymentSnapshot): TaskStep => ({
  name: 'snapshot',
  acts: 'on_own_vm',
  deadlineMs: 30 * MINUTE,
  settled: async (context, state) => (await named(snapshot)(context, state))?.state === 'ready',
  lostTask: lostOfType('qmsnapshot'),
  async post(context, state) {
    const { ref } = await requireFreeVm(context, state, 'snapshot');
    const description = snapshotDescription(state.deployment, snapshot.label);
    return context.hypervisor.createSnapshot(ref, snapshot.name, description, context.signal);
  },
});

/** Some storages copy every block back: it may take as long as a full clone. A VM that ran is started again by PVE. */
export const rollbackStep = (snapshot: DeploymentSnapshot): TaskStep =>
  onOwnVm({
    name: 'rollback',
    deadlineMs: 240 * MINUTE,
    ...unseen('qmrollback'),
    require: requireUnprotected,
    async ask(hypervisor, ref, signal) {
      const { power } = await hypervisor.guestStatus(ref, signal);
      return hypervisor.rollbackSnapshot(ref, snapshot.name, power === 'running', signal);
    },
  });

/** What an interrupted task left behind goes away only by force, and only once its lock is released. */
export const removeSnapshotStep = (snapshot: DeploymentSnapshot): TaskStep => {
  const find = named(snapshot);
  return {
    name: 'remove_snapshot',
    acts: 'on_own_vm',
    deadlineMs: 60 * MINUTE,
    settled: async (context, state) => (await find(context, state)) === null,
    lostTask: lostOfType('qmdelsnapshot'),
    async post(context, state) {
      const { ref } = await requireFreeVm(context, state, 'remove_snapshot');
      const found = await find(context, state);
      if (found === null) return null;
      const interrupted = found.state !== 'ready';
      if (interrupted) await requireIdle(context, ref);
      return context.hypervisor.deleteSnapshot(ref, found.name, interrupted, context.signal);
    },
  };
};
