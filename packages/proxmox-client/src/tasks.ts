// Tasks (`/nodes/{node}/tasks…`): asked of the node that the UPID names.
import { type Hypervisor, HypervisorError, type TaskLog, type TaskState, type TaskSummary } from '@portal/domain';
import type { Caller } from './caller.ts';
import { codeOfText } from './errors.ts';
import { parseUpid, type Upid } from './upid.ts';
import * as wire from './wire.ts';

type TaskMethods = Pick<Hypervisor, 'task' | 'taskLog' | 'taskLogAfter' | 'tasks'>;

const requireUpid = (text: string): Upid => {
  const upid = parseUpid(text);
  if (upid !== null) return upid;
  throw new HypervisorError('invalid_request', `Not a task id: ${text.slice(0, 200)}`, { maybeDone: false });
};

const pathOf = ({ node, text }: Upid): string => `/nodes/${encodeURIComponent(node)}/tasks/${encodeURIComponent(text)}`;

/** Of a VM under HA: over once its manager has been told (PVE/API2/Qemu.pm, vm_start and vm_stop). */
const managerTasks: ReadonlySet<string> = new Set(['hastart', 'hastop']);

/** `WARNINGS: n` is success with remarks in the log. A stopped task without a text was killed. */
export const taskStateOf = (type: string, status: string, exitStatus: string | undefined): TaskState => {
  if (status !== 'stopped') return { state: 'running' };
  const text = exitStatus ?? 'unexpected status';
  if (text === 'OK' || /^WARNINGS: \d+$/.test(text)) {
    return { state: 'succeeded', exitStatus: text, warned: text !== 'OK', onlyAsked: managerTasks.has(type) };
  }
  return { state: 'failed', exitStatus: text, reason: codeOfText(text) };
};

const taskLogOf = (lines: readonly string[]): TaskLog => {
  const named = lines.map((line) => /with ID (\d+)$/.exec(line)?.[1]).find((id) => id !== undefined);
  return {
    lines,
    warnings: lines.filter((line) => /^WARN/i.test(line)),
    newVmid: named === undefined ? null : Number(named),
  };
};

interface LogPage {
  readonly start: number;
  readonly limit: number;
}

/** PVE tells a log that is empty as one line that says so (PVE/Tools.pm, dump_logfile). */
const emptyLog = 'no content';

const readPage = async (caller: Caller, upid: Upid, { start, limit }: LogPage, signal: AbortSignal) => {
  const request = { method: 'GET', path: `${pathOf(upid)}/log`, params: { start, limit } } as const;
  const { data, total } = await caller.callPage(request, wire.taskLog, signal);
  const lines = data.map((line) => line.t);
  return total === 1 && lines[0] === emptyLog ? { lines: [], total: 0 } : { lines, total: total ?? 0 };
};

const readLog = async (caller: Caller, upid: Upid, limit: number, signal: AbortSignal): Promise<readonly string[]> => {
  const first = await readPage(caller, upid, { start: 0, limit }, signal);
  const start = first.total - limit;
  return start > 0 ? (await readPage(caller, upid, { start, limit }, signal)).lines : first.lines;
};

/** What copies or unpacks says why it failed in its last words, not in the task's exit status. */
const lastLines = 20;

/** Whether a task failed for want of space, which on files and on Ceph stands in its log alone. */
const ranOutOfSpace = async (caller: Caller, upid: Upid, signal: AbortSignal): Promise<boolean> => {
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
  async task(text, signal) {
    const upid = requireUpid(text);
    const request = { method: 'GET', path: `${pathOf(upid)}/status` } as const;
    const { status, exitstatus } = await caller.call(request, wire.taskStatus, signal);
    const state = taskStateOf(upid.type, status, exitstatus);
    if (state.state !== 'failed' || state.reason !== 'rejected') return state;
    return (await ranOutOfSpace(caller, upid, signal)) ? { ...state, reason: 'storage_full' } : state;
  },
  async taskLog(upid, limit, signal) {
    return taskLogOf(await readLog(caller, requireUpid(upid), limit, signal));
  },
  async taskLogAfter(upid, { after, limit }, signal) {
    return (await readPage(caller, requireUpid(upid), { start: after, limit }, signal)).lines;
  },
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
