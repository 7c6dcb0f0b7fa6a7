// What somebody can cause as often as they like goes on record once a minute, with how often it happened since the last time.
import type { Clock } from './ports/system.ts';

const minuteMs = 60_000;
const mostKept = 10_000;

export interface Turn {
  /** How many of the same were left out since the last one. */
  readonly leftOut: number;
  /** It could not be put on record: it is left out like the others, and the next one has its turn. */
  missed(): void;
}

/** Null where it is not the time. */
export type OncePerMinute = (what: string) => Turn | null;

export const oncePerMinute = (clock: Pick<Clock, 'now'>): OncePerMinute => {
  const known = new Map<string, { since: number; leftOut: number }>();
  return (what) => {
    const now = clock.now().getTime();
    const last = known.get(what);
    if (last !== undefined && now - last.since < minuteMs) {
      last.leftOut += 1;
      return null;
    }
    if (known.size >= mostKept) known.clear();
    const turn = { since: now, leftOut: 0 };
    known.set(what, turn);
    const leftOut = last?.leftOut ?? 0;
    const missed = (): void => {
      turn.since = Number.NEGATIVE_INFINITY;
      turn.leftOut += leftOut + 1;
    };
    return { leftOut, missed };
  };
};

export interface Recordable extends Turn {
  /** There were too many different ones of this kind; this stands for all that are left. */
  readonly isGathered: boolean;
}

/** The same for things of which anybody can make ever new ones: beyond `most` a minute, those of a kind go on record as one. */
export const fewPerMinute = (clock: Pick<Clock, 'now'>, most: number) => {
  const mayRecord = oncePerMinute(clock);
  let since = Number.NEGATIVE_INFINITY;
  let told = 0;
  return (kind: string, which: string): Recordable | null => {
    const now = clock.now().getTime();
    if (now - since >= minuteMs) {
      since = now;
      told = 0;
    }
    const isGathered = told >= most;
    const turn = mayRecord(isGathered ? kind : `${kind} ${which}`);
    if (turn === null) return null;
    if (!isGathered) told += 1;
    return { ...turn, isGathered };
  };
};
