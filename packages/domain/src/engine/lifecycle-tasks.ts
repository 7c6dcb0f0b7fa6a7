// The task steps of reset, suspend, resume and snapshots. Each makes sure in the same step that the VM is ours before it
// touches it. A reset and a way back to a snapshot leave nothing behind that could be seen: their tasks are looked for.
import type { GuestSnapshot } from '../hypervisor.ts';
import type { DeploymentSnapshot } from '../records.ts';
import type { RunContext, RunState } from './engine-ports.ts';
import { lostOfType, onOwnVm, refOf, requireIdle, seenAs, unseen } from './guest-tasks.ts';
import { requireOurs } from './ownership.ts';
import { snapshotDescription } from './stamp.ts';
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

type Find = (context: RunContext, state: RunState) => Promise<GuestSnapshot | null>;

const named =
  ({ name }: DeploymentSnapshot): Find =>
  async ({ hypervisor, signal }, state) =>
    (await hypervisor.snapshots(refOf(state), signal)).find((snapshot) => snapshot.name === name) ?? null;

/** One of the deployment's own that an interrupted task left behind. */
export const unfinishedSnapshot: Find = async ({ hypervisor, ports, signal }, state) => {
  const own = new Set((await ports.reader.snapshots(state.deployment.id)).map(({ name }) => name));
  const inPve = await hypervisor.snapshots(refOf(state), signal);
  return inPve.find(({ name, state: is }) => is !== 'ready' && own.has(name)) ?? null;
};

export const createSnapshotStep = (snapshot: DeploymentSnapshot): TaskStep => ({
  name: 'snapshot',
  acts: 'on_own_vm',
  deadlineMs: 30 * MINUTE,
  settled: async (context, state) => (await named(snapshot)(context, state))?.state === 'ready',
  lostTask: lostOfType('qmsnapshot'),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
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
    async ask(hypervisor, ref, signal) {
      const { power } = await hypervisor.guestStatus(ref, signal);
      return hypervisor.rollbackSnapshot(ref, snapshot.name, power === 'running', signal);
    },
  });

/** What an interrupted task left behind blocks the whole VM until root unlocks it, and then goes away by force. */
const removal = (find: Find): TaskStep => ({
  name: 'remove_snapshot',
  acts: 'on_own_vm',
  deadlineMs: 60 * MINUTE,
  settled: async (context, state) => (await find(context, state)) === null,
  lostTask: lostOfType('qmdelsnapshot'),
  async post(context, state) {
    const { ref } = await requireOurs(context, state.deployment);
    const found = await find(context, state);
    if (found === null) return null;
    const interrupted = found.state !== 'ready';
    if (interrupted) await requireIdle(context, ref);
    return context.hypervisor.deleteSnapshot(ref, found.name, interrupted, context.signal);
  },
});

export const removeSnapshotStep = (snapshot: DeploymentSnapshot): TaskStep => removal(named(snapshot));

export const clearUnfinishedStep = removal(unfinishedSnapshot);
