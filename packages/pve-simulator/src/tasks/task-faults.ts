/**
 * Faults that a test orders for tasks to come: a task that fails after its time, hangs while it holds its locks, or
 * cannot be found under its UPID. A task takes its fault when it is made, so the fault survives a restart with it.
 */
import { z } from 'zod';
import type { Job, Task } from '../cluster/cluster-state.ts';

export const taskMatchSchema = z.strictObject({
  /** The type in the UPID: `qmclone`, `qmstart`, `resize`, … */
  type: z.string(),
  /** For a clone, the source or the new id. */
  vmid: z.int().optional(),
  /** 1 when absent. */
  times: z.int().positive().optional(),
});
export type TaskMatch = z.infer<typeof taskMatchSchema>;

/** `log`: what stands in its log before the closing line, as warnings do (`WARN: …`). */
export const taskFailureSchema = taskMatchSchema.extend({
  exitstatus: z.string().min(1),
  log: z.array(z.string()).optional(),
});
export type TaskFailure = z.infer<typeof taskFailureSchema>;

interface OrderedFault {
  readonly match: TaskMatch;
  readonly effect: Pick<Task, 'fault' | 'vanished'>;
  remaining: number;
}

/** Whether a job has to do with a VM; a clone has with two. */
export function matchesJob(vmid: number, job: Job): boolean {
  return vmid === job.vmid || (job.kind === 'clone' && job.newId === vmid);
}

function matches(match: TaskMatch, type: string, job: Job): boolean {
  return match.type === type && (match.vmid === undefined || matchesJob(match.vmid, job));
}

export class TaskFaults {
  #ordered: OrderedFault[] = [];

  fail(failure: TaskFailure): void {
    const { exitstatus: exitStatus, log = [], ...match } = failure;
    this.#order(match, { fault: { kind: 'fail', exitStatus, log }, vanished: false });
  }

  hang(match: TaskMatch): void {
    this.#order(match, { fault: { kind: 'hang' }, vanished: false });
  }

  vanish(match: TaskMatch): void {
    this.#order(match, { fault: null, vanished: true });
  }

  clear(): void {
    this.#ordered = [];
  }

  #order(match: TaskMatch, effect: OrderedFault['effect']): void {
    this.#ordered.push({ match, effect, remaining: match.times ?? 1 });
  }

  /** The fault for a task that is being made, and one less of it. */
  take(type: string, job: Job): OrderedFault['effect'] {
    const found = this.#ordered.find((fault) => fault.remaining > 0 && matches(fault.match, type, job));
    if (found === undefined) return { fault: null, vanished: false };
    found.remaining -= 1;
    return found.effect;
  }
}
