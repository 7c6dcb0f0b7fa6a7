/** How busy the clone slots were, by the simulator's own account of its clone tasks. */
import type { RequestRecord, SimulatorSnapshot } from '@portal/pve-simulator';
import { median, sum } from '../statistics.ts';

export interface CloneSlots {
  readonly clones: number;
  /** From the first clone's request to the end of the last one. */
  readonly spanMs: number;
  readonly cloneMs: number;
  /** The share of the time in which a slot held a running clone, over all slots. */
  readonly busy: number;
}

const clonePath = /\/qemu\/\d+\/clone$/;

/** A clone lasts from the request that asked for it until its task's own end; only those of the ids given count. */
export const cloneSlots = (
  { tasks }: SimulatorSnapshot,
  requests: readonly RequestRecord[],
  given: { readonly vmids: ReadonlySet<number>; readonly slots: number },
): CloneSlots => {
  const ends = new Map(tasks.flatMap(({ job, dueAt }) => (job.kind === 'clone' ? [[job.newId, dueAt] as const] : [])));
  const clones = requests.flatMap(({ method, path, parameters, at }) => {
    const vmid = Number(parameters.newid);
    const endsAt = ends.get(vmid);
    const counts = method === 'POST' && clonePath.test(path) && given.vmids.has(vmid) && endsAt !== undefined;
    return counts ? [{ beginsAt: at, endsAt }] : [];
  });
  const durations = clones.map(({ beginsAt, endsAt }) => endsAt - beginsAt);
  const spanMs = Math.max(...clones.map(({ endsAt }) => endsAt)) - Math.min(...clones.map(({ beginsAt }) => beginsAt));
  return {
    clones: clones.length,
    spanMs,
    cloneMs: median(durations),
    busy: sum(durations) / (given.slots * spanMs),
  };
};
