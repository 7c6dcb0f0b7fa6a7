/**
 * What a kind of task does, apart from when: the locks that it needs, its first checks (`begin`), its effect
 * (`finish`), and how it cleans up after a failure. Workers act on the cluster and throw `TaskError` with the text
 * that becomes the task's exit status.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Job, JobOf, Task, Vm } from '../cluster/cluster-state.ts';
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

export type JobKind = Job['kind'];

/** What a worker works on. */
export interface Work<Kind extends JobKind> {
  readonly job: JobOf<Kind>;
  readonly cluster: Cluster;
  readonly task: Task;
  /** The VM of the job; throws where it is not, or no longer, on the node of the task. */
  readonly vm: Vm;
}

export interface TaskWorker<Kind extends JobKind> {
  /** The type in the UPID. */
  readonly type: string;
  /** The lock file is held for `begin` alone; the configuration's own lock covers the rest of the work. */
  readonly lockedForFirstStep?: true;
  /** The lock files that it takes; that of its VM for itself when absent. */
  locks?(job: JobOf<Kind>, cluster: Cluster): readonly LockRequest[];
  /** The checks that PVE leaves to the worker; returns how long the work takes, in milliseconds. */
  begin(work: Work<Kind>): number;
  /** Writes how far it is into its log, while it works. */
  tell?(work: Work<Kind>): void;
  /** What it returns is begun as a task of its own. */
  finish(work: Work<Kind>): Job | undefined;
  /** Undoes what `begin` left behind when the task fails, or is aborted while it held its locks. */
  rollback?(job: JobOf<Kind>, cluster: Cluster): void;
  /** The exit status of an aborted task; `received interrupt` when absent. */
  abortText?(job: JobOf<Kind>, cluster: Cluster): string;
}
