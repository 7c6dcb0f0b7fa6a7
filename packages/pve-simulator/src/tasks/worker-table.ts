/** Which worker does which kind of job: total over the kinds, so a new kind without a worker does not compile. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Job } from '../cluster/cluster-state.ts';
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
import { type BoundWorker, bindWorker, type TaskWorkers } from './task-worker.ts';
import { templateWorker } from './template-worker.ts';

const workers: TaskWorkers = {
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

export function workerFor(job: Job, cluster: Cluster): BoundWorker {
  switch (job.kind) {
    case 'clone':
      return bindWorker(workers.clone, job, cluster);
    case 'start':
      return bindWorker(workers.start, job, cluster);
    case 'stop':
      return bindWorker(workers.stop, job, cluster);
    case 'shutdown':
      return bindWorker(workers.shutdown, job, cluster);
    case 'reboot':
      return bindWorker(workers.reboot, job, cluster);
    case 'reset':
      return bindWorker(workers.reset, job, cluster);
    case 'pause':
      return bindWorker(workers.pause, job, cluster);
    case 'resume':
      return bindWorker(workers.resume, job, cluster);
    case 'destroy':
      return bindWorker(workers.destroy, job, cluster);
    case 'hastart':
      return bindWorker(workers.hastart, job, cluster);
    case 'hastop':
      return bindWorker(workers.hastop, job, cluster);
    case 'resize':
      return bindWorker(workers.resize, job, cluster);
    case 'config':
      return bindWorker(workers.config, job, cluster);
    case 'snapshot':
      return bindWorker(workers.snapshot, job, cluster);
    case 'rollback':
      return bindWorker(workers.rollback, job, cluster);
    case 'delsnapshot':
      return bindWorker(workers.delsnapshot, job, cluster);
    case 'template':
      return bindWorker(workers.template, job, cluster);
    case 'migrate':
      return bindWorker(workers.migrate, job, cluster);
    case 'console':
      return bindWorker(workers.console, job, cluster);
  }
}
