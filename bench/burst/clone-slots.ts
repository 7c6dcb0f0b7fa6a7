/** How busy the clone slots were, by the simulator's own account of its clone tasks. */
import type { SimulatorSnapshot } from '@portal/pve-simulator';

export interface CloneSlots {
  readonly clones: number;
  /** From the beginning of the first clone task to the end of the last one. */
  readonly spanMs: number;
  /** The share of the time in which a slot held a running clone, over all slots. */
  readonly busy: number;
}

/** Of the clones into the ids given, each of which took `taskMs` from its UPID to its end. */
export const cloneSlots = (
  { tasks }: SimulatorSnapshot,
  given: { readonly vmids: ReadonlySet<number>; readonly slots: number; readonly taskMs: number },
): CloneSlots => {
  const ends = tasks.flatMap(({ job, dueAt }) => (job.kind === 'clone' && given.vmids.has(job.newId) ? [dueAt] : []));
  const spanMs = Math.max(...ends) - Math.min(...ends) + given.taskMs;
  return { clones: ends.length, spanMs, busy: (ends.length * given.taskMs) / (given.slots * spanMs) };
};
