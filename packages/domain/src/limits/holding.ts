// What holds for an owner and what is held, read for a look or, under locks, for a change.
import type { LimitMeasure, Usage } from '@portal/types';
import type { HolderRef, LimitReader, LimitRule, Owner } from '../ports/limits.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Holder, Holding, Requested } from './evaluate.ts';

type Lock = Transaction['lock'];

const read = async (rows: LimitReader, owner: Owner, lock?: Lock): Promise<Holding> => {
  const { userId, teamId } = owner;
  const rules = await rows.limitRules(owner);
  const together = async (source: LimitRule['source'], holder: HolderRef): Promise<Usage | undefined> => {
    if (!rules.some((rule) => rule.source === source)) return undefined;
    await lock?.({ kind: 'contingent', teamId: holder.kind === 'team' ? holder.teamId : null });
    return rows.usage(holder);
  };
  const person = await rows.usage({ kind: 'person', userId });
  const team = teamId === null ? undefined : await together('team_together', { kind: 'team', teamId });
  return { rules, use: { person, team, everyone: await together('everyone_together', { kind: 'everyone' }) } };
};

/** As it is now; it may be otherwise at once. */
export const holdingOf = (rows: LimitReader, owner: Owner): Promise<Holding> => read(rows, owner);

/** As it stays until the end of the transaction, which holds the lock on the owner's own quota already. */
export const lockedHolding = (tx: Transaction, owner: Owner): Promise<Holding> =>
  read(tx, owner, (key) => tx.lock(key));

/** What is more for each of these. */
export const moreFor = (holders: readonly Holder[], more: Partial<Record<LimitMeasure, number>>): Requested =>
  Object.fromEntries(holders.map((holder) => [holder, more]));
