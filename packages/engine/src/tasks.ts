// Waiting for a PVE task: its state, its end, and its log.
import { HypervisorError, type TaskLog, type TaskState } from '@portal/domain';
import type { RunContext } from './engine-ports.ts';
import { ownFault } from './faults.ts';
import { hasLeft } from './locate.ts';
import { createPolling, tasks } from './polling.ts';

/** PVE writes the node of a task into its id: `UPID:node:…`. */
const nodeOfTask = (upid: string): string => upid.split(':')[1] ?? '';

/** Throws `task_missing` also for a task whose node has left the cluster: nobody will ever tell of it. */
export const taskState = async (context: RunContext, upid: string): Promise<TaskState> => {
  try {
    return await context.hypervisor.task(upid, context.signal);
  } catch (error) {
    const unreachable = error instanceof HypervisorError && error.code === 'unreachable';
    if (!(unreachable && (await hasLeft(context, nodeOfTask(upid))))) throw error;
    throw ownFault('task_missing', { code: 'task_node_left', params: {} }, { cause: error });
  }
};

export type EndedTask = Exclude<TaskState, { readonly state: 'running' }>;

interface Awaited {
  readonly upid: string;
  readonly until: number;
  /** What it is like, where its beginning was seen; null where it may have run for any time. */
  readonly kind: string | null;
}

/** Looks until it has ended: just after it should have, where tasks of its kind are known, and ever less often otherwise. */
export const awaitTask = async (context: RunContext, { upid, until, kind }: Awaited): Promise<EndedTask> => {
  const { ports, signal, polling } = context;
  const begun = ports.clock.now().getTime();
  const age = (): number => ports.clock.now().getTime() - begun;
  const wait = kind === null ? createPolling(tasks).begin(upid) : polling.tasks.begin(kind);
  if (kind !== null) await ports.clock.wait(wait.pauseMs(0), signal);
  for (;;) {
    const task = await taskState(context, upid);
    if (task.state === 'succeeded') wait.ended(age());
    if (task.state !== 'running') return task;
    const leftMs = until - begun - age();
    if (leftMs < 0) throw ownFault('deadline', { code: 'task_overdue', params: {} }, { maybeDone: true });
    await ports.clock.wait(Math.min(wait.pauseMs(age()), leftMs + 1), signal);
  }
};

const logLines = 50;

/** It explains a failure; without it the failure is still reported. */
export const taskLog = async ({ hypervisor, ports, signal }: RunContext, upid: string): Promise<TaskLog> => {
  try {
    return await hypervisor.taskLog(upid, logLines, signal);
  } catch (error) {
    ports.log.warn('task log could not be read', { upid, error });
    return { lines: [], warnings: [], newVmid: null };
  }
};
