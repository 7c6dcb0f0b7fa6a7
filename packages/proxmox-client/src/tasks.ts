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

/** More than one VM's tasks since a moment that its caller remembers; PVE's own default is 50. */
const mostTasks = 500;

export const createTaskMethods = (caller: Caller): TaskMethods => ({
  async task(upid, signal) {
    const request = { method: 'GET', path: `${pathOf(upid)}/status` } as const;
    const { status, exitstatus } = await caller.call(request, wire.taskStatus, signal);
    return taskStateOf(status, exitstatus);
  },
  async taskLog(upid, limit, signal) {
    const page = (start: number) => {
      const request = { method: 'GET', path: `${pathOf(upid)}/log`, params: { start, limit } } as const;
      return caller.callPage(request, wire.taskLog, signal);
    };
    const first = await page(0);
    const start = (first.total ?? 0) - limit;
    const { data } = start > 0 ? await page(start) : first;
    return data.map((line) => line.t);
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
