// What somebody can cause as often as they like goes on record once a minute, with how often it happened since the last time.
import type { Clock } from './ports/system.ts';

const minuteMs = 60_000;
const mostKept = 10_000;

/** Null where it is not the time; otherwise how many of the same were left out since the last one. */
export type OncePerMinute = (what: string) => number | null;

export const oncePerMinute = (clock: Pick<Clock, 'now'>): OncePerMinute => {
  const known = new Map<string, { readonly since: number; leftOut: number }>();
  return (what) => {
    const now = clock.now().getTime();
    const last = known.get(what);
    if (last !== undefined && now - last.since < minuteMs) {
      last.leftOut += 1;
      return null;
    }
    if (known.size >= mostKept) known.clear();
    known.set(what, { since: now, leftOut: 0 });
    return last?.leftOut ?? 0;
  };
};

/** `isGathered`: there were too many different ones of this kind; this stands for all that are left. */
export interface Recordable {
  readonly leftOut: number;
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
    const leftOut = mayRecord(isGathered ? kind : `${kind} ${which}`);
    if (leftOut === null) return null;
    if (!isGathered) told += 1;
    return { leftOut, isGathered };
  };
};
