/** Which worker does which kind of job: total over the kinds, so a new kind without a worker does not compile. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Job, JobOf, Task } from '../cluster/cluster-state.ts';
import { cloneWorker } from './clone-worker.ts';
import { configWorker } from './config-worker.ts';
import { consoleWorker } from './console-worker.ts';
import { destroyWorker } from './destroy-worker.ts';
import { pauseWorker, rebootWorker, resetWorker, resumeWorker } from './guest-workers.ts';
import { haStartWorker, haStopWorker } from './ha-workers.ts';
import { migrateWorker } from './migrate-worker.ts';
import { shutdownWorker, startWorker, stopWorker } from './power-workers.ts';
import { resizeWorker } from './resize-worker.ts';
import { deleteSnapshotWorker, rollbackWorker, snapshotWorker } from './snapshot-workers.ts';
import type { JobKind, TaskWorker } from './task-worker.ts';
import { templateWorker } from './template-worker.ts';
import type { LockRequest } from './vm-locks.ts';
import { requireVm } from './worker-guards.ts';

const workers: { readonly [Kind in JobKind]: TaskWorker<Kind> } = {
  clone: cloneWorker,
  start: startWorker,
  stop: stopWorker,
  shutdown: shutdownWorker,
  reboot: rebootWorker,
  reset: resetWorker,
  pause: pauseWorker,
  resume: resumeWorker,
  destroy: destroyWorker,
  hastart: haStartWorker,
  hastop: haStopWorker,
  resize: resizeWorker,
  config: configWorker,
  snapshot: snapshotWorker,
  rollback: rollbackWorker,
  delsnapshot: deleteSnapshotWorker,
  template: templateWorker,
  migrate: migrateWorker,
  console: consoleWorker,
};

/** The worker of a job with the job bound to it, so that the engine need not know any kind. */
export interface BoundWorker {
  readonly type: string;
  readonly lockedForFirstStep: boolean;
  locks(): readonly LockRequest[];
  begin(task: Task): number;
  tell(task: Task): void;
  finish(task: Task): Job | undefined;
  rollback(): void;
  abortText(): string;
}

function bind<Kind extends JobKind>(kind: Kind, job: JobOf<Kind>, cluster: Cluster): BoundWorker {
  const worker: TaskWorker<Kind> = workers[kind];
  const work = (task: Task) => ({
    ...{ job, cluster, task },
    get vm() {
      return requireVm(cluster, task, job.vmid);
    },
  });
  return {
    type: worker.type,
    lockedForFirstStep: worker.lockedForFirstStep ?? false,
    locks: () =>
      worker.locks?.(job, cluster) ?? [{ vmid: job.vmid, mode: 'exclusive', waitMs: cluster.timing.lockWaitMs }],
    begin: (task) => worker.begin(work(task)),
    tell: (task) => worker.tell?.(work(task)),
    finish: (task) => worker.finish(work(task)),
    rollback: () => worker.rollback?.(job, cluster),
    abortText: () => worker.abortText?.(job, cluster) ?? 'received interrupt',
  };
}

export function workerFor(job: Job, cluster: Cluster): BoundWorker {
  return bind(job.kind, job, cluster);
}
