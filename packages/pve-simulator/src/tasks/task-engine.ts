/**
 * Runs tasks as PVE's workers do: the call answers with a UPID at once, the worker starts a moment later, waits for its
 * locks, makes its checks, works until its due time and ends with one exit status. Everything is timers to due times
 * that stand in the state, so a restarted simulator goes on where it was: it stands for a cluster that never went down.
 * (A real node that reboots would end such tasks with `unexpected status`; `failTask` can say that.)
 */
import type { Principal } from '../cluster/access-control.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Job, Task } from '../cluster/cluster-state.ts';
import type { TaskFaults } from './task-faults.ts';
import { TaskError, warningMark } from './task-worker.ts';
import { formatUpid } from './upid.ts';
import { lockTimeoutText, type ReleaseLock, type VmLocks } from './vm-locks.ts';
import { type BoundWorker, workerFor } from './worker-table.ts';

const archivedTaskLimit = 5_000;

/** What PVE reports of a worker that was killed: its log has no closing line. */
const killedStatus = 'unexpected status';

interface RunningTask {
  readonly cancel: AbortController;
  releases: ReleaseLock[];
  timer: NodeJS.Timeout | null;
}

export interface TaskRequest {
  readonly job: Job;
  readonly node: string;
  readonly principal: Pick<Principal, 'authId'>;
}

export class TaskEngine {
  readonly #cluster: Cluster;
  readonly #locks: VmLocks;
  readonly #faults: TaskFaults;
  readonly #running = new Map<string, RunningTask>();
  #closed = false;

  constructor(cluster: Cluster, locks: VmLocks, faults: TaskFaults) {
    this.#cluster = cluster;
    this.#locks = locks;
    this.#faults = faults;
  }

  /** Registers the task and returns its UPID; the work begins later. */
  start(request: TaskRequest): string {
    const now = Date.now();
    const worker = workerFor(request.job, this.#cluster);
    const parts = {
      node: request.node,
      pid: this.#cluster.takePid(),
      pstart: Math.floor((now - this.#cluster.bootedAt) / 10) + 300_000,
      startTime: this.#cluster.secondsAt(request.node),
      type: worker.type,
      id: String(request.job.vmid),
      owner: request.principal.authId,
    };
    const task: Task = {
      ...parts,
      upid: formatUpid(parts),
      phase: 'forked',
      dueAt: now + this.#cluster.timing.workerForkMs,
      endTime: null,
      exitStatus: null,
      log: [],
      job: request.job,
      ...this.#faults.take(worker.type, request.job),
    };
    this.#cluster.tasks.set(task.upid, task);
    this.#evict();
    this.#cluster.changed();
    this.#at(task, () => this.#enter(task));
    return task.upid;
  }

  /** Takes up the tasks of a loaded state: those that held locks first. */
  resume(): void {
    const open = [...this.#cluster.tasks.values()].filter((task) => task.phase !== 'done');
    for (const task of open.filter(({ phase }) => phase === 'working')) {
      const worker = workerFor(task.job, this.#cluster);
      const held = worker.lockedForFirstStep ? [] : worker.locks();
      this.#runningOf(task).releases = held.map((lock) => this.#locks.reclaim(lock.vmid, lock.mode));
      this.#at(task, () => this.#complete(task));
    }
    for (const task of open.filter(({ phase }) => phase !== 'working')) this.#at(task, () => this.#enter(task));
  }

  /** PVE answers at once, for finished tasks too. */
  abort(task: Task): void {
    if (task.phase === 'done') return;
    const worker = workerFor(task.job, this.#cluster);
    const working = task.phase === 'working';
    if (working && !worker.lockedForFirstStep) worker.rollback();
    this.#end(task, working ? worker.abortText() : 'received interrupt');
  }

  /** What a console waited for has come: it goes on until the answer is called. */
  connected(upid: string): () => void {
    const task = this.#cluster.tasks.get(upid);
    if (task === undefined || task.phase === 'done') return () => undefined;
    const { timer } = this.#runningOf(task);
    if (timer !== null) clearTimeout(timer);
    return () => {
      if (!this.#isOver(task)) this.#end(task, 'OK');
    };
  }

  /** Lets tasks go on that a fault had hung. */
  releaseHung(): void {
    for (const task of this.#cluster.tasks.values()) {
      if (task.phase === 'done' || task.fault?.kind !== 'hang') continue;
      task.fault = null;
      if (task.phase === 'working') this.#at(task, () => this.#complete(task));
    }
  }

  close(): void {
    this.#closed = true;
    for (const running of this.#running.values()) {
      if (running.timer !== null) clearTimeout(running.timer);
      running.cancel.abort();
    }
    this.#running.clear();
  }

  async #enter(task: Task): Promise<void> {
    const worker = workerFor(task.job, this.#cluster);
    task.phase = 'waiting';
    if (!(await this.#lock(task, worker)) || this.#isOver(task)) return;
    try {
      task.dueAt = Date.now() + worker.begin(task);
    } catch (error) {
      this.#end(task, exitTextOf(error));
      return;
    }
    task.phase = 'working';
    if (worker.lockedForFirstStep) this.#release(task);
    this.#cluster.changed();
    this.#at(task, () => this.#complete(task));
  }

  async #lock(task: Task, worker: BoundWorker): Promise<boolean> {
    const running = this.#runningOf(task);
    for (const request of worker.locks()) {
      const contended = !this.#locks.isFree(request.vmid, request.mode);
      if (contended) task.log.push('trying to acquire lock...');
      const release = await this.#locks.acquire(request, running.cancel.signal);
      if (this.#isOver(task)) {
        release?.();
        return false;
      }
      if (release === null) {
        this.#end(task, lockTimeoutText(request.vmid));
        return false;
      }
      running.releases.push(release);
      if (contended) task.log.push(' OK');
    }
    return true;
  }

  #complete(task: Task): void {
    if (this.#isOver(task) || task.fault?.kind === 'hang') return;
    const worker = workerFor(task.job, this.#cluster);
    const demanded = task.fault?.exitStatus ?? null;
    task.log.push(...(task.fault?.log ?? []));
    if (demanded !== null && !isSuccess(demanded)) {
      // Whoever is killed cleans nothing up.
      if (demanded !== killedStatus) worker.rollback();
      this.#end(task, demanded);
      return;
    }
    let exitStatus: string;
    let next: Job | undefined;
    try {
      next = worker.finish(task);
      exitStatus = demanded ?? successOf(task);
    } catch (error) {
      exitStatus = exitTextOf(error);
    }
    this.#end(task, exitStatus);
    if (next !== undefined) this.start({ job: next, node: task.node, principal: { authId: task.owner } });
  }

  #end(task: Task, exitStatus: string): void {
    const running = this.#running.get(task.upid);
    this.#running.delete(task.upid);
    task.phase = 'done';
    task.exitStatus = exitStatus;
    task.endTime = this.#cluster.secondsAt(task.node);
    if (exitStatus !== killedStatus) task.log.push(closingLine(exitStatus));
    if (running?.timer !== null) clearTimeout(running?.timer);
    running?.cancel.abort();
    for (const release of running?.releases ?? []) release();
    this.#cluster.changed();
  }

  /** What a task at work has to say by now. */
  tellProgress(task: Task): void {
    if (task.phase === 'working') workerFor(task.job, this.#cluster).tell(task);
  }

  #release(task: Task): void {
    const running = this.#runningOf(task);
    for (const release of running.releases) release();
    running.releases = [];
  }

  #isOver(task: Task): boolean {
    return task.phase === 'done' || this.#closed;
  }

  #runningOf(task: Task): RunningTask {
    const known = this.#running.get(task.upid);
    if (known !== undefined) return known;
    const created: RunningTask = { cancel: new AbortController(), releases: [], timer: null };
    this.#running.set(task.upid, created);
    return created;
  }

  #at(task: Task, step: () => void | Promise<void>): void {
    const running = this.#runningOf(task);
    running.timer = setTimeout(() => void step(), Math.max(0, task.dueAt - Date.now()));
  }

  #evict(): void {
    if (this.#cluster.tasks.size <= archivedTaskLimit) return;
    for (const task of this.#cluster.tasks.values()) {
      if (task.phase !== 'done') continue;
      this.#cluster.tasks.delete(task.upid);
      return;
    }
  }
}

export function isSuccess(exitStatus: string): boolean {
  return exitStatus === 'OK' || /^WARNINGS: \d+$/.test(exitStatus);
}

/** A task that did its work may have had warnings to write, and ends with their number. */
function successOf(task: Task): string {
  const warnings = task.log.filter((line) => line.startsWith(warningMark)).length;
  return warnings === 0 ? 'OK' : `WARNINGS: ${warnings}`;
}

function closingLine(exitStatus: string): string {
  if (exitStatus === 'OK') return 'TASK OK';
  return isSuccess(exitStatus) ? `TASK ${exitStatus}` : `TASK ERROR: ${exitStatus}`;
}

function exitTextOf(error: unknown): string {
  if (error instanceof TaskError) return error.message;
  throw error;
}
