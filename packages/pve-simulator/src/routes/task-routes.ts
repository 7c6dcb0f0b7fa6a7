/**
 * Tasks: their list, status and log, and stopping them. A task belongs to the token that started it (or to the plain
 * login of the same user); another token of that user is a stranger, unless it may audit the node.
 */
import type { Task } from '../cluster/cluster-state.ts';
import { parameterError } from '../http/api-error.ts';
import {
  optionalCount,
  optionalFlag,
  optionalText,
  taskStatusListFormat,
  vmidRule,
} from '../http/parameter-formats.ts';
import { assertPrivilege } from '../http/permission-check.ts';
import { type Answer, type Call, everybody, type Route, route } from '../http/route.ts';
import { isSuccess } from '../tasks/task-engine.ts';
import { parseUpid } from '../tasks/upid.ts';

const defaultPage = 50;

function ownerParts(task: Task): { user: string; tokenid?: string } {
  const [user = '', tokenid] = task.owner.split('!');
  return tokenid === undefined ? { user } : { user, tokenid };
}

function identity(task: Task): Record<string, unknown> {
  const { upid, node, pid, pstart, startTime: starttime, type, id } = task;
  return { upid, node, pid, pstart, starttime, type, id };
}

function archivedEntry(task: Task): Record<string, unknown> {
  return { ...identity(task), ...ownerParts(task), endtime: task.endTime, status: task.exitStatus };
}

function activeEntry(task: Task): Record<string, unknown> {
  return { ...identity(task), user: task.owner, saved: '0', status: 'RUNNING' };
}

function isOwn(task: Task, call: Call): boolean {
  return task.owner === call.principal.authId;
}

function statusKind(exitStatus: string): string {
  if (exitStatus === 'OK') return 'ok';
  if (isSuccess(exitStatus)) return 'warning';
  return exitStatus === 'unexpected status' ? 'unknown' : 'error';
}

function matchesFilters(task: Task, call: Call): boolean {
  const { parameters } = call;
  const vmid = parameters.optionalInteger('vmid');
  const type = parameters.optionalText('typefilter');
  const user = parameters.optionalText('userfilter');
  const statuses = parameters.optionalText('statusfilter')?.split(',');
  const since = parameters.optionalInteger('since') ?? 0;
  const until = parameters.optionalInteger('until') ?? Number.POSITIVE_INFINITY;
  const errors = parameters.flag('errors') === true;
  return (
    (vmid === undefined || task.id === String(vmid)) &&
    (type === undefined || task.type.startsWith(type)) &&
    (user === undefined || task.owner.toLowerCase().includes(user.toLowerCase())) &&
    task.startTime >= since &&
    task.startTime <= until &&
    (!errors || task.exitStatus === null || task.exitStatus !== 'OK') &&
    (statuses === undefined || task.exitStatus === null || statuses.includes(statusKind(task.exitStatus)))
  );
}

function listTasks(call: Call): Answer {
  const { parameters, cluster } = call;
  const node = parameters.text('node');
  const source = parameters.optionalText('source') ?? 'archive';
  const auditor = call.access.may(call.principal, `/nodes/${node}`, 'Sys.Audit');
  const mine = [...cluster.tasks.values()]
    .reverse()
    .filter((task) => task.node === node && !task.vanished && (auditor || isOwn(task, call)))
    .filter((task) => matchesFilters(task, call));
  const active = source === 'archive' ? [] : mine.filter((task) => task.phase !== 'done').map(activeEntry);
  const archived = source === 'active' ? [] : mine.filter((task) => task.phase === 'done').map(archivedEntry);
  const matched = [...active, ...archived];
  const start = parameters.optionalInteger('start') ?? 0;
  const page = matched.slice(start, start + (parameters.optionalInteger('limit') ?? defaultPage));
  return matched.length === 0 ? { data: [] } : { data: page, total: matched.length };
}

function requireTask(call: Call, strangersNeed: 'Sys.Audit' | 'Sys.Modify'): Task {
  const upid = call.parameters.text('upid');
  const parts = parseUpid(upid);
  if (parts === null) throw parameterError({ upid: 'unable to parse worker upid' });
  const node = call.parameters.text('node');
  const task = call.cluster.tasks.get(upid);
  if (parts.owner !== call.principal.authId) assertPrivilege(call, `/nodes/${node}`, strangersNeed);
  if (task === undefined || task.vanished || task.node !== node) throw parameterError({ upid: 'no such task' });
  return task;
}

function readStatus(call: Call): Answer {
  const task = requireTask(call, 'Sys.Audit');
  const ended = task.phase === 'done';
  return {
    data: {
      ...identity(task),
      ...ownerParts(task),
      status: ended ? 'stopped' : 'running',
      ...(ended ? { exitstatus: task.exitStatus } : {}),
    },
  };
}

function readLog(call: Call): Answer {
  const task = requireTask(call, 'Sys.Audit');
  const start = call.parameters.optionalInteger('start') ?? 0;
  const limit = call.parameters.optionalInteger('limit') ?? defaultPage;
  const end = limit === 0 ? undefined : start + limit;
  call.tasks.tellProgress(task);
  const { log } = task;
  // An empty one is told as a line (PVE/Tools.pm, dump_logfile).
  if (log.length === 0) return { data: [{ n: 1, t: 'no content' }], total: 1 };
  return { data: log.map((t, index) => ({ n: index + 1, t })).slice(start, end), total: log.length };
}

function stopTask(call: Call): Answer {
  call.tasks.abort(requireTask(call, 'Sys.Modify'));
  return { data: null };
}

const clusterPage = 25;

/** The latest of every node, as the nodes broadcast them: one's own, or all for whoever may audit the cluster. */
function listClusterTasks(call: Call): Answer {
  const { cluster, access, principal } = call;
  const auditor = access.may(principal, '/', 'Sys.Audit');
  const visible = [...cluster.tasks.values()]
    .reverse()
    .filter((task) => !task.vanished && (auditor || isOwn(task, call)));
  const entries = visible.slice(0, clusterPage).map((task) => ({
    ...identity(task),
    ...ownerParts(task),
    saved: task.phase === 'done' ? '1' : '0',
    ...(task.phase === 'done' ? { endtime: task.endTime, status: task.exitStatus } : {}),
  }));
  return { data: entries };
}

export const taskRoutes: readonly Route[] = [
  route('GET /cluster/tasks', { permission: everybody, handle: listClusterTasks }),
  route('GET /nodes/{node}/tasks', {
    permission: everybody,
    takes: {
      errors: optionalFlag,
      limit: optionalCount,
      since: { type: 'integer', optional: true },
      source: { type: 'string', optional: true, enum: ['archive', 'active', 'all'] },
      start: optionalCount,
      statusfilter: { ...optionalText, format: taskStatusListFormat },
      typefilter: optionalText,
      until: { type: 'integer', optional: true },
      userfilter: optionalText,
      vmid: { ...vmidRule, optional: true },
    },
    handle: listTasks,
  }),
  route('GET /nodes/{node}/tasks/{upid}/status', { protected: true, permission: everybody, handle: readStatus }),
  route('GET /nodes/{node}/tasks/{upid}/log', {
    protected: true,
    permission: everybody,
    takes: { start: optionalCount, limit: optionalCount, download: optionalFlag },
    handle: readLog,
  }),
  route('DELETE /nodes/{node}/tasks/{upid}', { protected: true, permission: everybody, handle: stopTask }),
];
