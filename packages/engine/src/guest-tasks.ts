// The task steps themselves: clone, resize, start, shutdown, reboot, stop, destroy. Each says how it is started, how one
// sees that it is already done, and where a lost task would show.

import {
  type CloneRequest,
  checkStamp,
  type GuestConfig,
  type GuestRef,
  type Hypervisor,
  HypervisorError,
  stampDescription,
} from '@portal/domain';
import type { StepName } from '@portal/types';
import type { RunContext, RunState } from './engine-ports.ts';
import { requireUnlocked } from './guest-lock.ts';
import { noteLeftDisks } from './left-disks.ts';
import { locate, recordedRef, saysMissing } from './locate.ts';
import { runningCloneInto, runningTaskOfType, runningTaskOn, taskOfStep, watchedForClone } from './lost-task.ts';
import type { Observations } from './observations.ts';
import { requireUnchanged } from './operations/template-guard.ts';
import { requireOurs, unclearFault } from './ownership.ts';
import { requireUnprotected } from './preconditions.ts';
import type { TaskStep } from './task-step.ts';

const MINUTE = 60_000;
/** Seconds that a guest gets to shut down before it is powered off. */
const shutdownSeconds = 60;

export const refOf = ({ deployment }: RunState) => {
  const ref = recordedRef(deployment);
  if (ref === null) throw new Error(`deployment ${deployment.id} has not been placed`);
  return ref;
};

const storageOf = ({ deployment }: RunState): string => {
  if (deployment.storage === null) throw new Error(`deployment ${deployment.id} clones without a storage`);
  return deployment.storage;
};

/** A running task of one type: enough where its effect can be seen once it has ended. */
export const lostOfType =
  (type: string): TaskStep['lostTask'] =>
  (context, state) =>
    runningTaskOfType(context, refOf(state), type);

type Settled = NonNullable<TaskStep['settled']>;

const powerIs =
  (wanted: 'running' | 'paused' | 'stopped'): Settled =>
  async ({ hypervisor, signal }, state) =>
    (await hypervisor.guestStatus(refOf(state), signal)).power === wanted;

/** The template has moved, is gone, or is not shown to the portal: nothing can be cloned from it, and no clone of it found. */
export class TemplateLostError extends HypervisorError {
  constructor(name: string) {
    const reason = { code: 'template_not_shown', params: { template: name } } as const;
    super('unreachable', 'the cluster does not show the template', { maybeDone: false, reason });
  }
}

/** The last observation may be too old: looked for afresh by the next attempt. */
const templateLost = ({ cluster, template }: RunContext, observations: Observations): TemplateLostError => {
  observations.forget(cluster.id);
  return new TemplateLostError(template.name);
};

const sourceOf = async (context: RunContext, observations: Observations) => {
  const { cluster, template, signal } = context;
  const { guests } = await observations.recent(cluster.id, signal);
  const source = guests.find(({ vmid }) => vmid === template.sourceVmid);
  if (source !== undefined) return { node: source.node, vmid: source.vmid };
  throw templateLost(context, observations);
};

/** Ours, whole and unlocked: a clone that an earlier run started and that has ended. */
const cloneExists: Settled = async ({ hypervisor, signal }, state) => {
  const ref = refOf(state);
  try {
    const config = await hypervisor.guestConfig(ref, signal);
    if (!checkStamp(state.deployment, config).ours) return false;
    return (await hypervisor.guestStatus(ref, signal)).lock === null;
  } catch (error) {
    if (saysMissing(error)) return false;
    throw error;
  }
};

export const cloneDeadlineMs = 240 * MINUTE;

export const cloneStep = (observations: Observations): TaskStep => ({
  name: 'clone',
  acts: 'on_template',
  deadlineMs: cloneDeadlineMs,
  settled: cloneExists,
  lostTask: async (context, state, step) =>
    runningCloneInto(context, await sourceOf(context, observations), { vmid: refOf(state).vmid, step }),
  async post(context, state) {
    const { hypervisor, template, cluster, signal } = context;
    const { deployment } = state;
    const { node, vmid } = refOf(state);
    const source = await sourceOf(context, observations);
    const lost = (error: unknown): unknown =>
      error instanceof HypervisorError && error.code === 'guest_missing' ? templateLost(context, observations) : error;
    const config = await hypervisor.guestConfig(source, signal).catch((error: unknown) => {
      throw lost(error);
    });
    requireUnchanged(template, config);
    // Given up: were it asked for now, and this run cut off, the next one would take it for somebody else's.
    const givenUp = state.step !== null && watchedForClone(state.step, context.ports.clock.now());
    if (givenUp || !(await hypervisor.isVmidFree(vmid, signal))) {
      throw new HypervisorError('vmid_taken', `VMID ${vmid} is taken`, { maybeDone: false });
    }
    const request: CloneRequest = {
      source,
      vmid,
      name: deployment.name,
      description: stampDescription(deployment),
      pool: cluster.pool,
      target: node === source.node ? null : node,
      full: template.cloneMode === 'full' ? { storage: storageOf(state) } : null,
    };
    return hypervisor.clone(request, signal).catch((error: unknown) => {
      throw lost(error);
    });
  },
});

/** The VM, proven ours, with nothing in its configuration that would have the step refused. */
export const requireFreeVm = async (
  context: RunContext,
  state: RunState,
  step: StepName,
  require?: (config: GuestConfig) => void,
) => {
  const { ref, config } = await requireOurs(context, state.deployment);
  require?.(config);
  await requireUnlocked(context, state, { step, ref, config });
  return { ref, config };
};

/** Sizes are absolute, so a repeat is harmless; a disk that is large enough is left alone. */
export const resizeStep: TaskStep = {
  name: 'resize',
  acts: 'on_own_vm',
  deadlineMs: 15 * MINUTE,
  lostTask: lostOfType('resize'),
  async settled({ hypervisor, template, signal }, state) {
    const { disks } = await hypervisor.guestConfig(refOf(state), signal);
    return (disks[template.disk] ?? 0) >= state.deployment.diskGiB;
  },
  async post(context, state) {
    const { ref, config } = await requireFreeVm(context, state, 'resize');
    const { disk } = context.template;
    if ((config.disks[disk] ?? 0) >= state.deployment.diskGiB) return null;
    return context.hypervisor.resize(ref, disk, state.deployment.diskGiB, context.signal);
  },
};

/** A step that is one call on the deployment's own VM. Whose VM it is, is made sure of in the same step. */
type OwnVmStep = Pick<TaskStep, 'name' | 'deadlineMs' | 'settled' | 'lostTask'> & {
  /** What else must hold before it is asked; throws otherwise. */
  readonly require?: (config: GuestConfig) => void;
  readonly ask: (hypervisor: Hypervisor, ref: GuestRef, signal: AbortSignal) => Promise<string>;
};

export const onOwnVm = ({ ask, require, ...step }: OwnVmStep): TaskStep => ({
  ...step,
  acts: 'on_own_vm',
  async post(context, state) {
    const { ref } = await requireFreeVm(context, state, step.name, require);
    return ask(context.hypervisor, ref, context.signal);
  },
});

/** Its effect cannot be seen afterwards: its task is looked for, ended or not, before it is repeated. */
export const unseen = (type: string): Pick<TaskStep, 'settled' | 'lostTask'> => ({
  settled: null,
  lostTask: (context, state, step) => taskOfStep(context, refOf(state), { step, type }),
});

/** Its effect is the VM's power. */
export const seenAs = (power: Parameters<typeof powerIs>[0], type: string): Pick<TaskStep, 'settled' | 'lostTask'> => ({
  settled: powerIs(power),
  lostTask: lostOfType(type),
});

export const startStep = onOwnVm({
  name: 'start',
  deadlineMs: 10 * MINUTE,
  ...seenAs('running', 'qmstart'),
  ask: (hypervisor, ref, signal) => hypervisor.start(ref, signal),
});

export const shutdownStep = onOwnVm({
  name: 'shutdown',
  deadlineMs: 10 * MINUTE,
  ...seenAs('stopped', 'qmshutdown'),
  ask: (hypervisor, ref, signal) => hypervisor.shutdown(ref, shutdownSeconds, signal),
});

export const rebootStep = onOwnVm({
  name: 'reboot',
  deadlineMs: 10 * MINUTE,
  ...unseen('qmreboot'),
  ask: (hypervisor, ref, signal) => hypervisor.reboot(ref, shutdownSeconds, signal),
});

const powerOff = {
  name: 'stop',
  deadlineMs: 15 * MINUTE,
  ...seenAs('stopped', 'qmstop'),
  ask: (hypervisor, ref, signal) => hypervisor.stop(ref, signal),
} as const satisfies OwnVmStep;

export const stopStep = onOwnVm(powerOff);

/** What may not be destroyed afterwards keeps its power. */
export const stopBeforeDestroyStep = onOwnVm({ ...powerOff, require: requireUnprotected });

/** A call sent while any other task runs on the VM would hit what that task leaves behind. */
export const requireIdle = async (context: RunContext, ref: GuestRef): Promise<void> => {
  if ((await runningTaskOn(context, ref)) === null) return;
  const reason = { code: 'task_still_running', params: {} } as const;
  throw new HypervisorError('locked', 'a task still runs on this VM', { maybeDone: false, reason });
};

export const destroyStep: TaskStep = {
  name: 'destroy',
  acts: 'on_own_vm',
  deadlineMs: 30 * MINUTE,
  async settled(context, state) {
    const located = await locate(context, state.deployment, refOf(state));
    if (located.kind === 'unclear') throw unclearFault(located);
    return located.kind === 'gone';
  },
  lostTask: lostOfType('qmdestroy'),
  async post(context, state) {
    const { hypervisor, signal } = context;
    // Without quorum a DELETE frees the disks and fails afterwards.
    const { quorate } = await hypervisor.clusterStatus(signal);
    if (!quorate) throw new HypervisorError('no_quorum', 'the cluster has no quorum', { maybeDone: false });
    const { ref, config } = await requireFreeVm(context, state, 'destroy', requireUnprotected);
    await requireIdle(context, ref);
    await noteLeftDisks(context, state.deployment, { ref, config });
    return hypervisor.destroy(ref, signal);
  },
};
