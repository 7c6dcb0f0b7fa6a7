// The log of the task that is under way on a VM, line by line as Proxmox VE writes it. It is followed for as long as somebody looks.
import type { ReadTaskLog, TaskLog } from '@portal/types';
import { createMutations, type MutationPorts } from '../deployment/mutations.ts';
import { saidTo } from '../deployment/view.ts';
import { answered } from '../hypervisor-error.ts';
import { job } from '../jobs.ts';
import type { JobQueue } from '../ports/system.ts';
import type { TaskLogRecord, TaskLogs } from '../ports/task-logs.ts';
import { type PersonContext, requirePermission } from '../principal.ts';
import { createReadByWorker } from '../read-by-worker.ts';

export interface TaskLogPorts extends MutationPorts {
  readonly jobs: JobQueue;
  readonly taskLogs: TaskLogs;
}

export const taskLogPace = { freshForMs: 1_500, patienceMs: 5_000 } as const;

/** Those after so many; of a log that is shorter than that, which is another one, all. */
export const linesAfter = ({ lines, total }: Pick<TaskLogRecord, 'lines' | 'total'>, after: number) => {
  const first = total - lines.length;
  const from = after > total ? first : Math.max(first, after);
  return { from, lines: lines.slice(from - first) };
};

export const createTaskLogService = (ports: TaskLogPorts) => {
  const { readable, viewFor } = createMutations(ports);
  const readByWorker = createReadByWorker<TaskLogRecord>(ports, taskLogPace, (kept) => ({
    ...(kept ?? { upid: null, lines: [], total: 0 }),
    reason: answered('deadline', null),
  }));

  return {
    async read(actor: PersonContext, { id, upid, after = 0 }: ReadTaskLog): Promise<TaskLog> {
      requirePermission(actor, 'deployments.taskLog');
      const { deployment } = await readable(actor, 'deployments.taskLog', id);
      if (deployment.operation === null) return { upid: null, from: 0, lines: [], reason: null };
      const deploymentId = deployment.id;
      const told = await readByWorker({
        key: deploymentId,
        read: () => ports.taskLogs.read(deploymentId),
        job: job('deployment.task_log', { deploymentId }),
      });
      const known = upid === undefined || upid === told.upid ? after : 0;
      return { upid: told.upid, ...linesAfter(told, known), reason: saidTo(viewFor(actor), told.reason) };
    },
  };
};
