/**
 * What a kind of task does, apart from when: the locks that it needs, its first checks (`begin`), its effect
 * (`finish`), and how it cleans up after a failure. Workers act on the cluster and throw `TaskError` with the text
 * that becomes the task's exit status.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Job, JobOf, Task } from '../cluster/cluster-state.ts';
import type { LockRequest } from './vm-locks.ts';

export class TaskError extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'TaskError';
  }
}

export const warningMark = 'WARN: ';

/** PVE's `log_warn`: the task goes on, and its exit status counts these. */
export function logWarning(task: Task, text: string): void {
  const [first = '', ...rest] = text.split('\n');
  task.log.push(`${warningMark}${first}`, ...rest);
}

export interface TaskWorker<Kind extends Job['kind']> {
  /** The type in the UPID. */
  readonly type: string;
  /** The lock file is held for `begin` alone; the configuration's own lock covers the rest of the work. */
  readonly lockedForFirstStep?: true;
  locks(job: JobOf<Kind>, cluster: Cluster): readonly LockRequest[];
  /** The checks that PVE leaves to the worker; returns how long the work takes, in milliseconds. */
  begin(job: JobOf<Kind>, cluster: Cluster, task: Task): number;
  /** What it returns is begun as a task of its own. */
  finish(job: JobOf<Kind>, cluster: Cluster, task: Task): Job | undefined;
  /** Undoes what `begin` left behind when the task fails, or is aborted while it held its locks. */
  rollback?(job: JobOf<Kind>, cluster: Cluster): void;
  /** The exit status of an aborted task; `received interrupt` when absent. */
  abortText?(job: JobOf<Kind>, cluster: Cluster): string;
}

export type TaskWorkers = { readonly [Kind in Job['kind']]: TaskWorker<Kind> };

/** The worker of a job with the job bound to it, so that the engine need not know any kind. */
export interface BoundWorker {
  readonly type: string;
  readonly lockedForFirstStep: boolean;
  locks(): readonly LockRequest[];
  begin(task: Task): number;
  finish(task: Task): Job | undefined;
  rollback(): void;
  abortText(): string;
}

export function bindWorker<Kind extends Job['kind']>(
  worker: TaskWorker<Kind>,
  job: JobOf<Kind>,
  cluster: Cluster,
): BoundWorker {
  return {
    type: worker.type,
    lockedForFirstStep: worker.lockedForFirstStep ?? false,
    locks: () => worker.locks(job, cluster),
    begin: (task) => worker.begin(job, cluster, task),
    finish: (task) => worker.finish(job, cluster, task),
    rollback: () => worker.rollback?.(job, cluster),
    abortText: () => worker.abortText?.(job, cluster) ?? 'received interrupt',
  };
}
