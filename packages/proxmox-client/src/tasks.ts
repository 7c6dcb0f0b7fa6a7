// Tasks (`/nodes/{node}/tasks…`): asked of the node that the UPID names.
import { type Hypervisor, HypervisorError, type TaskState, type TaskSummary } from '@portal/domain';
import type { Caller } from './caller.ts';
import { codeOfText } from './errors.ts';
import { parseUpid } from './upid.ts';
import * as wire from './wire.ts';

type TaskMethods = Pick<Hypervisor, 'task' | 'taskLog' | 'tasks'>;

const pathOf = (upid: string): string => {
  const parsed = parseUpid(upid);
  if (parsed === null)
    throw new HypervisorError('invalid_request', `Not a task id: ${upid.slice(0, 200)}`, { maybeDone: false });
  return `/nodes/${encodeURIComponent(parsed.node)}/tasks/${encodeURIComponent(upid)}`;
};

/** `WARNINGS: n` is success with remarks in the log. A stopped task without a text was killed. */
export const taskStateOf = (status: string, exitStatus: string | undefined): TaskState => {
  if (status !== 'stopped') return { state: 'running' };
  const text = exitStatus ?? 'unexpected status';
  if (text === 'OK' || /^WARNINGS: \d+$/.test(text)) {
    return { state: 'succeeded', exitStatus: text, warned: text !== 'OK' };
  }
  return { state: 'failed', exitStatus: text, reason: codeOfText(text) };
};

const readLog = async (caller: Caller, upid: string, limit: number, signal: AbortSignal) => {
  const page = (start: number) => {
    const request = { method: 'GET', path: `${pathOf(upid)}/log`, params: { start, limit } } as const;
    return caller.callPage(request, wire.taskLog, signal);
  };
  const first = await page(0);
  const start = (first.total ?? 0) - limit;
  const { data } = start > 0 ? await page(start) : first;
  return data.map((line) => line.t);
};

/** What copies or unpacks says why it failed in its last words, not in the task's exit status. */
const lastLines = 20;

/** Whether a task failed for want of space, which on files and on Ceph stands in its log alone. */
const ranOutOfSpace = async (caller: Caller, upid: string, signal: AbortSignal): Promise<boolean> => {
  try {
    const lines = await readLog(caller, upid, lastLines, signal);
    return lines.some((line) => codeOfText(line) === 'storage_full');
  } catch (error) {
    // A log explains more; that the task failed is known without it.
    if (!(error instanceof HypervisorError) || signal.aborted) throw error;
    return false;
  }
};

/** More than one VM's tasks since a moment that its caller remembers; PVE's own default is 50. */
const mostTasks = 500;

export const createTaskMethods = (caller: Caller): TaskMethods => ({
  async task(upid, signal) {
    const request = { method: 'GET', path: `${pathOf(upid)}/status` } as const;
    const { status, exitstatus } = await caller.call(request, wire.taskStatus, signal);
    const state = taskStateOf(status, exitstatus);
    if (state.state !== 'failed' || state.reason !== 'rejected') return state;
    return (await ranOutOfSpace(caller, upid, signal)) ? { ...state, reason: 'storage_full' } : state;
  },
  taskLog: (upid, limit, signal) => readLog(caller, upid, limit, signal),
  async tasks({ node, vmid, since }, signal) {
    const params = { vmid, since: Math.floor(since.getTime() / 1000), source: 'all', limit: mostTasks };
    const request = { method: 'GET', path: `/nodes/${encodeURIComponent(node)}/tasks`, params } as const;
    const rows = await caller.call(request, wire.taskList, signal);
    const summaries = rows.map(
      (row): TaskSummary => ({
        upid: row.upid,
        type: row.type,
        vmid: /^\d+$/.test(row.id ?? '') ? Number(row.id) : null,
        startedAt: new Date(row.starttime * 1000),
        running: row.endtime === undefined,
      }),
    );
    return summaries.toSorted((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
  },
});
