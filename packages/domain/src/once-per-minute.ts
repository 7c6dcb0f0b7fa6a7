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
