// Looking for a PVE task whose id was lost: the answer to a POST never arrived, or the worker died before it wrote it
// down. As a rule only running tasks matter: what an ended one did can be seen on the VM itself. Where it cannot (a
// reset, a way back to a snapshot), ended ones count as well.
import { type DeploymentStep, type GuestRef, HypervisorError, type TaskSummary } from '@portal/domain';
import { dayMs, type Reason } from '@portal/types';
import { engineActor } from './commits.ts';
import type { RunContext } from './engine-ports.ts';
import { ownFault } from './faults.ts';

/** How far back a running task may have begun; clones of large disks take long, and clocks differ. */
const lookBackMs = dayMs;

const since = ({ ports }: RunContext): Date => new Date(ports.clock.now().getTime() - lookBackMs);

/** PVE's proxy may carry out a call up to 30 s after its answer was lost. */
export const lostCallMs = 40_000;

type Watch = 'watching_for_clone' | 'watching_for_answer';

/** Since when it is watched for what an earlier call may still bring about; null where it is not. */
const watchedSince = ({ reason }: DeploymentStep, watch: Watch): Date | null =>
  reason?.code === watch ? new Date(reason.params.since) : null;

const isOver = (since: Date, now: Date): boolean => now.getTime() - since.getTime() >= lostCallMs;

/** The answer to the call of this step was lost, and the cluster may still carry it out. */
export const watchesForTask = (step: DeploymentStep, now: Date): boolean => {
  const since = watchedSince(step, 'watching_for_answer');
  return since !== null && !isOver(since, now);
};

/** Longer than a lost call takes, and no look has shown a clone of an earlier run. */
export const watchedForClone = (step: DeploymentStep, now: Date): boolean => {
  const since = watchedSince(step, 'watching_for_clone');
  return since !== null && isOver(since, now);
};

/** Why a step waits for that; since its first look, however often it looks. */
export const watching = (step: DeploymentStep, code: Watch, now: Date): Reason => ({
  code,
  params: { since: (watchedSince(step, code) ?? now).toISOString() },
});

const runningTasks = async (context: RunContext, ref: GuestRef): Promise<readonly TaskSummary[]> => {
  const { hypervisor, signal } = context;
  const tasks = await hypervisor.tasks({ node: ref.node, vmid: ref.vmid, since: since(context) }, signal);
  return tasks.filter((task) => task.running);
};

/** An open console is a task for as long as somebody looks at it, and changes nothing on the VM. */
const consoleTasks: ReadonlySet<string> = new Set(['vncproxy', 'termproxy', 'spiceproxy']);

/** A running task filed under this VM that may change it. */
export const runningTaskOn = async (context: RunContext, ref: GuestRef): Promise<string | null> =>
  (await runningTasks(context, ref)).find(({ type }) => !consoleTasks.has(type))?.upid ?? null;

/** A running task of such a type filed under this VM: others (a backup, a person's act) are not the one that was lost. */
export const runningTaskOfType = async (
  context: RunContext,
  ref: GuestRef,
  ...types: readonly string[]
): Promise<string | null> => (await runningTasks(context, ref)).find(({ type }) => types.includes(type))?.upid ?? null;

/** How far the clock of the worker that began a step may differ from ours. */
const clockSkewMs = 5 * 60_000;

/** What the node's clock is ahead of ours; a token that may not ask for it takes them for equal. */
const nodeAheadMs = async ({ hypervisor, ports, signal }: RunContext, node: string): Promise<number> => {
  try {
    return (await hypervisor.nodeTime(node, signal)).getTime() - ports.clock.now().getTime();
  } catch (error) {
    if (error instanceof HypervisorError && error.code === 'forbidden') return 0;
    throw error;
  }
};

/** A moment of ours on that clock, or a little earlier. */
const onNodeClock = async (context: RunContext, node: string, moment: Date): Promise<Date> =>
  new Date(moment.getTime() + (await nodeAheadMs(context, node)) - clockSkewMs);

/** Tasks that stand in a step of this deployment are those steps' own. */
const knownTasks = async ({ ports }: RunContext, deploymentId: string): Promise<ReadonlySet<string | null>> => {
  const steps = await ports.unitOfWork.run(engineActor, (tx) => tx.steps(deploymentId));
  return new Set(steps.map(({ upid }) => upid));
};

export const isOwnTask = async (context: RunContext, deploymentId: string, upid: string): Promise<boolean> =>
  (await knownTasks(context, deploymentId)).has(upid);

/**
 * The task of a step whose effect cannot be seen afterwards, running or ended. One that failed has done nothing, and is
 * asked for again.
 */
export const taskOfStep = async (
  context: RunContext,
  ref: GuestRef,
  { step, type }: { readonly step: DeploymentStep; readonly type: string },
): Promise<string | null> => {
  const { hypervisor, signal } = context;
  const since = await onNodeClock(context, ref.node, step.startedAt);
  const tasks = await hypervisor.tasks({ node: ref.node, vmid: ref.vmid, since }, signal);
  const known = await knownTasks(context, step.deploymentId);
  for (const task of tasks) {
    if (task.type !== type || known.has(task.upid)) continue;
    if ((await hypervisor.task(task.upid, signal)).state !== 'failed') return task.upid;
  }
  return null;
};

/** The second is that of a VM under HA. */
export const startTasks: readonly string[] = ['qmstart', 'hastart'];

/**
 * Whether PVE has begun to start the VM since the task of this step began: a start that is no step's, timed by PVE's own
 * clock, which counts whole seconds.
 */
export const startedSince = async (
  context: RunContext,
  ref: GuestRef,
  { deploymentId, upid }: DeploymentStep,
): Promise<boolean> => {
  const { hypervisor, signal } = context;
  const tasks = await hypervisor.tasks({ node: ref.node, vmid: ref.vmid, since: since(context) }, signal);
  const first = tasks.find((task) => task.upid === upid);
  if (first === undefined) return false;
  const known = await knownTasks(context, deploymentId);
  return tasks.some(
    (task) => startTasks.includes(task.type) && !known.has(task.upid) && task.startedAt >= first.startedAt,
  );
};

const cloneTaskType = 'qmclone';
/** The line that names the new id is the first of a log that grows with each per cent. */
const cloneLogLines = 1000;

const targetOf = async ({ hypervisor, signal }: RunContext, { upid }: TaskSummary): Promise<number | null> =>
  (await hypervisor.taskLog(upid, cloneLogLines, signal)).newVmid;

/** Of clones whose new id nobody tells: begun since the step was, and in no step of any deployment. */
const mayBeOurs = async (
  context: RunContext,
  { node }: GuestRef,
  { clones, step }: { readonly clones: readonly TaskSummary[]; readonly step: DeploymentStep },
): Promise<boolean> => {
  if (clones.length === 0) return false;
  const since = await onNodeClock(context, node, step.startedAt);
  const late = clones.filter(({ startedAt }) => startedAt >= since).map(({ upid }) => upid);
  return (await context.ports.reader.tasksOfSteps(late)).length < late.length;
};

/**
 * A running clone into `vmid`. PVE files clones under their source; only the log names the new id, if at all. Throws `locked`
 * while one runs that may be this step's.
 */
export const runningCloneInto = async (
  context: RunContext,
  source: GuestRef,
  { vmid, step }: { readonly vmid: number; readonly step: DeploymentStep },
): Promise<string | null> => {
  const clones = (await runningTasks(context, source)).filter(({ type }) => type === cloneTaskType);
  const targets = await Promise.all(clones.map((clone) => targetOf(context, clone)));
  const found = clones.find((_, index) => targets[index] === vmid);
  if (found !== undefined) return found.upid;
  const nameless = clones.filter((_, index) => targets[index] === null);
  if (!(await mayBeOurs(context, source, { clones: nameless, step }))) return null;
  throw ownFault('locked', { code: 'clone_maybe_ours', params: {} });
};
