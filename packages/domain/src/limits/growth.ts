// What one VM counts for, and what a change makes of that: the one answer for whatever is asked of it.
import {
  failedWithoutGuest,
  type Held,
  type HeldMeasure,
  heldMeasures,
  hourMs,
  recordOf,
  restsRunning,
  startingOperations,
  type VmMeasure,
  vmMeasures,
} from '@portal/types';
import type { Deployment } from '../records.ts';
import type { Requested } from './evaluate.ts';

/** With how many snapshots it has. */
export interface Counted {
  readonly vm: Pick<
    Deployment,
    | 'kind'
    | 'rest'
    | 'operation'
    | 'failureCode'
    | 'vmid'
    | 'ownerId'
    | 'teamId'
    | 'templateId'
    | 'clusterId'
    | 'vcpus'
    | 'memoryMiB'
    | 'diskGiB'
    | 'createdAt'
    | 'expiresAt'
    | 'extensions'
  >;
  readonly snapshots: number;
}

export type VmFigures = Readonly<Record<VmMeasure, number>>;

export interface Growth {
  /** What the VM comes to without it. */
  readonly vm: VmFigures;
  readonly requested: Requested;
}

const nothing = recordOf(heldMeasures, () => 0);

/** Of no VM: it is yet to be made. */
export const noVm: VmFigures = recordOf(vmMeasures, () => 0);

/** What failed may run under its id, unless it is known to be gone. */
const countsAsRunning = ({ rest, operation, ...failed }: Counted['vm']): boolean =>
  restsRunning.includes(rest) ||
  (rest === 'failed' && !failedWithoutGuest(failed)) ||
  (operation !== null && startingOperations.includes(operation));

/** A canary is nobody's. */
const heldBy = ({ vm, snapshots }: Counted): Held => {
  if (vm.kind === 'canary' || vm.rest === 'deleted') return nothing;
  const { vcpus, memoryMiB, diskGiB } = vm;
  return { deployments: 1, vcpus, memoryMiB, diskGiB, running: Number(countsAsRunning(vm)), snapshots };
};

/** Whole hours: what is begun counts in what is asked for, and not yet in what there is. Without an end there are none to count. */
const figuresOf = ({ vm }: Counted, now: Date, whole: (hours: number) => number): VmFigures => {
  const hoursFrom = (from: Date): number =>
    vm.expiresAt === null ? 0 : Math.max(0, whole((vm.expiresAt.getTime() - from.getTime()) / hourMs));
  return { leaseHours: hoursFrom(now), lifetimeHours: hoursFrom(vm.createdAt), extensions: vm.extensions };
};

const difference = <Measure extends HeldMeasure | VmMeasure>(
  measures: readonly Measure[],
  [before, after]: readonly [Readonly<Record<Measure, number>>, Readonly<Record<Measure, number>>],
): Record<Measure, number> => recordOf(measures, (measure) => after[measure] - before[measure]);

/** An end that is given again counts from now: that the VM lived without one is no more than before. */
const longerBy = (before: Counted | null, [was, will]: readonly [VmFigures, VmFigures]): VmFigures => {
  const more = difference(vmMeasures, [was, will]);
  return before !== null && before.vm.expiresAt === null ? { ...more, lifetimeHours: 0 } : more;
};

/** By `before`, null for a new one, and `after`; whoever, or whatever, did not have the VM before gets all of it. */
export const growthOf = (before: Counted | null, after: Counted, now: Date): Growth => {
  const was = before === null ? nothing : heldBy(before);
  const more = (from: Held): Held => difference(heldMeasures, [from, heldBy(after)]);
  const among = (by: 'ownerId' | 'teamId' | 'templateId' | 'clusterId'): Held =>
    more(before?.vm[by] === after.vm[by] ? was : nothing);
  const vm = before === null ? noVm : figuresOf(before, now, Math.floor);
  const [end, endBefore] = [after.vm.expiresAt, before?.vm.expiresAt ?? null];
  const isLonger = after.vm.kind !== 'canary' && end !== null && (endBefore === null || end > endBefore);
  return {
    vm,
    requested: {
      ...{ person: among('ownerId'), team: among('teamId') },
      ...{ template: among('templateId'), cluster: among('clusterId'), everyone: more(was) },
      vm: isLonger ? longerBy(before, [vm, figuresOf(after, now, Math.ceil)]) : noVm,
    },
  };
};
