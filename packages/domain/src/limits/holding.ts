// What holds for an owner and what is held, read for a look or, under locks, for a change; and what refuses a change that is too much.
import {
  countsAsSnapshot,
  heldMeasures,
  isUsageMeasure,
  type LimitMeasure,
  recordOf,
  type Usage,
  usageMeasures,
} from '@portal/types';
import type { Change } from '../change.ts';
import type { DomainError } from '../errors.ts';
import type { CountedIn, HolderRef, LimitReader, LimitRule, Owner } from '../ports/limits.ts';
import type { LockKey, Transaction } from '../ports/unit-of-work.ts';
import type { Deployment } from '../records.ts';
import { evaluate, type Figures, type Holder, type Holding, holderOf } from './evaluate.ts';
import { figuresOver, isNonEmpty, limitExceeded } from './exceeded.ts';
import { type Growth, growthOf, noVm } from './growth.ts';

interface Look {
  /** What is granted to the owner in the same commit. */
  readonly granted?: LimitRule | undefined;
  readonly lock?: Transaction['lock'];
  /** Without it, everything. */
  readonly concerns?: (holder: Holder, measure: LimitMeasure) => boolean;
}

/** In the order in which they are locked. */
const holdersOf = ({ userId, teamId, templateId, clusterId }: CountedIn): readonly HolderRef[] => [
  { kind: 'person', id: userId },
  ...(teamId === null ? [] : [{ kind: 'team', id: teamId } as const]),
  ...(templateId === undefined ? [] : [{ kind: 'template', id: templateId } as const]),
  ...(clusterId === undefined ? [] : [{ kind: 'cluster', id: clusterId } as const]),
  { kind: 'everyone' },
];

/** Of what is held only that is summed of which there is a limit. */
const read = async (rows: LimitReader, about: CountedIn, look: Look = {}): Promise<Holding> => {
  const { granted, lock, concerns = () => true } = look;
  const held = [...(await rows.limitRules(about)), ...(granted === undefined ? [] : [granted])];
  const rules = held.filter((rule) => concerns(holderOf(rule), rule.measure));
  const usage = async (holder: HolderRef): Promise<Figures | undefined> => {
    const limited = heldMeasures.filter(
      (measure) =>
        rules.some((rule) => rule.measure === measure && holderOf(rule) === holder.kind) ||
        (holder.kind === 'person' && isUsageMeasure(measure) && concerns('person', measure)),
    );
    if (limited.length === 0) return undefined;
    if (holder.kind !== 'person')
      await lock?.({ kind: 'contingent', of: holder.kind === 'everyone' ? null : holder.id });
    return rows.usage(holder, limited);
  };
  const use: { [One in Holder]?: Figures | undefined } = { vm: noVm };
  for (const holder of holdersOf(about)) use[holder.kind] = await usage(holder);
  return { rules, use };
};

/** As it is now; it may be otherwise at once. */
export const holdingOf = (rows: LimitReader, owner: Owner): Promise<Holding> => read(rows, owner);

/** What all VMs of a template and on a cluster may hold together, and nothing of whoever looks. */
export const contingentsOf = (rows: LimitReader, about: CountedIn): Promise<Holding> =>
  read(rows, about, { concerns: (holder) => holder === 'template' || holder === 'cluster' });

/** What a person holds themselves. */
export const usageOf = ({ use: { person } }: Holding): Usage =>
  recordOf(usageMeasures, (measure) => person?.[measure] ?? 0);

/** Null where it fits. */
export const overLimits = ({ rules, use }: Holding, { vm, requested }: Growth): DomainError | null => {
  const limits = figuresOver(evaluate({ rules, use: { ...use, vm } }, requested));
  return isNonEmpty(limits) ? limitExceeded(limits) : null;
};

interface Move extends Pick<Look, 'granted'> {
  /** Null for a new one. */
  readonly before: Deployment | null;
  readonly change: Change;
  readonly now: Date;
}

interface Grown extends Growth {
  readonly countedIn: CountedIn;
}

/** Null where nothing is more than before. */
export const growthBy = async (
  tx: Pick<Transaction, 'snapshots'>,
  { before, change: { writes }, now }: Move,
): Promise<Grown | null> => {
  const write = writes.find(({ kind }) => kind === 'deployment.insert' || kind === 'deployment.update');
  if (write?.kind !== 'deployment.insert' && write?.kind !== 'deployment.update') return null;
  const { row } = write;
  // Once it is being deleted, a VM that was gone is no longer known to be: nobody is refused for that.
  if (row.operation === 'delete') return null;
  const kept = before === null ? [] : (await tx.snapshots(before.id)).filter(countsAsSnapshot);
  const added = writes.filter(({ kind }) => kind === 'snapshot.insert').length;
  const growth = growthOf(
    before && { vm: before, snapshots: kept.length },
    { vm: row, snapshots: kept.length + added },
    now,
  );
  const isMore = Object.values(growth.requested).some((figures) => Object.values(figures).some((more) => more > 0));
  const { ownerId: userId, teamId, templateId, clusterId } = row;
  return isMore ? { ...growth, countedIn: { userId, teamId, templateId, clusterId } } : null;
};

/**
 * What refuses a change, whatever was asked: null where it fits. The transaction holds the lock on the quota of the owner whom it leaves the VM
 * with; what is held together is locked where it grows.
 */
export const limitsPassed = async (tx: Transaction, move: Move): Promise<DomainError | null> => {
  const growth = await growthBy(tx, move);
  if (growth === null) return null;
  const concerns = (holder: Holder, measure: LimitMeasure): boolean => (growth.requested[holder]?.[measure] ?? 0) > 0;
  const look = { lock: (key: LockKey) => tx.lock(key), concerns, granted: move.granted };
  return overLimits(await read(tx, growth.countedIn, look), growth);
};
