// When to look again at something that takes its time: a task of PVE, or a guest that starts. What took about as long each
// time is looked at when it should be over, and only then; what never took alike, or was never seen, is looked at again and
// again, in steps that grow with its age. Kept in memory: a new process learns within a wait or two.

interface Wait {
  /** Milliseconds until the next look; `ageMs` has passed since it began. */
  pauseMs(ageMs: number): number;
  /** It was seen to be over at this age. */
  ended(ageMs: number): void;
}

export interface Polling {
  /** Waits of one kind usually take alike. */
  begin(kind: string): Wait;
}

interface Steps {
  /** Of its age, between two looks. */
  readonly share: number;
  /** Of how late it is, where it should be over: added to that. */
  readonly lateShare: number;
  readonly leastMs: number;
  readonly mostMs: number;
  /** Where between the look that found it going on and the one that found it over it is taken to have ended: 0 to 1. */
  readonly endedAt: number;
}

/** What looks at one sort of thing cost, and so how they are placed. */
export interface PollingRules {
  readonly unknown: Steps;
  readonly known: Steps;
  /** Lengths that differ by no more than this are alike: a share of the shortest, or so much. */
  readonly alikeWithin: { readonly share: number; readonly ms: number };
  /** Which of those that are alike the next one is expected to be like. */
  readonly like: 'the_middle_one' | 'the_latest';
  /** Of a wait that was over at its first look nobody knows for how long it had been. */
  readonly takenOffHit: { readonly share: number; readonly leastMs: number; readonly mostMs: number };
  /** The first waits of a kind, and some from then on, are looked at here too: they may have become shorter. */
  readonly probesAt: readonly number[];
}

const remembered = 5;
/** One that took its time may have been an exception: nothing is expected of a kind before so many. */
const enough = 2;
/** However long it is expected to take, it is looked at this often: it may have become shorter. */
const longestPauseMs = 20_000;
/** Kinds are templates times steps: far fewer than this. */
const mostKinds = 5_000;
/** What never took alike is looked at from well before the shortest on. */
const beforeShortest = 0.6;
const probedAtFirst = 4;
const probedEach = 8;

interface Known {
  /** The latest ones. */
  readonly lengthsMs: readonly number[];
  /** How many were begun. */
  readonly begun: number;
}

const expectedMs = ({ lengthsMs }: Known, { alikeWithin, like }: PollingRules): number => {
  const sorted = lengthsMs.toSorted((a, b) => a - b);
  const [shortest = 0] = sorted;
  const [longest = 0] = sorted.slice(-1);
  const alike = longest - shortest <= Math.max(alikeWithin.ms, shortest * alikeWithin.share);
  if (!alike) return shortest * beforeShortest;
  return (like === 'the_latest' ? lengthsMs.at(-1) : sorted[Math.floor(sorted.length / 2)]) ?? longest;
};

/** The ages at which something known is looked at before the looks that grow with its age. */
const plannedLooks = (known: Known, rules: PollingRules): readonly number[] => {
  const expected = expectedMs(known, rules);
  const probed = known.begun < probedAtFirst || known.begun % probedEach === 0;
  return probed ? [...rules.probesAt.map((share) => share * expected), expected] : [expected];
};

const clamped = (ms: number, { leastMs, mostMs }: { readonly leastMs: number; readonly mostMs: number }): number =>
  Math.min(mostMs, Math.max(leastMs, ms));

export const createPolling = (rules: PollingRules): Polling => {
  const kinds = new Map<string, Known>();
  return {
    begin(kind) {
      const known = kinds.get(kind) ?? { lengthsMs: [], begun: 0 };
      if (known.begun === 0 && kinds.size >= mostKinds) kinds.clear();
      kinds.set(kind, { ...known, begun: known.begun + 1 });
      const isKnown = known.lengthsMs.length >= enough;
      const planned = isKnown ? plannedLooks(known, rules) : [];
      const steps = isKnown ? rules.known : rules.unknown;
      /** When the last look but one began, which found it going on, and when the last one. */
      let goingOnMs = 0;
      let lookedMs = 0;
      const pauseMs = (ageMs: number): number => {
        const next = planned.find((lookMs) => lookMs > ageMs);
        if (next !== undefined) return (next - ageMs) / Math.ceil((next - ageMs) / longestPauseMs);
        const [expected = ageMs] = planned.slice(-1);
        return clamped(ageMs * steps.share + (ageMs - expected) * steps.lateShare, steps);
      };
      return {
        pauseMs(ageMs) {
          const pause = pauseMs(ageMs);
          goingOnMs = lookedMs;
          lookedMs = ageMs + pause;
          return pause;
        },
        ended(ageMs) {
          const { takenOffHit } = rules;
          const { lengthsMs, begun } = kinds.get(kind) ?? { lengthsMs: [], begun: 1 };
          const [last = 0] = planned.slice(-1);
          const hit = goingOnMs < last && ageMs >= last;
          const lengthMs = hit
            ? ageMs - clamped(ageMs * takenOffHit.share, takenOffHit)
            : goingOnMs + (ageMs - goingOnMs) * steps.endedAt;
          kinds.set(kind, { lengthsMs: [...lengthsMs, lengthMs].slice(-remembered), begun });
        },
      };
    },
  };
};

/** A look at a task costs PVE next to nothing: late by a small share of what tasks take. */
export const tasks: PollingRules = {
  unknown: { share: 0.03, lateShare: 0, leastMs: 40, mostMs: 1_000, endedAt: 0.5 },
  known: { share: 0.01, lateShare: 1, leastMs: 40, mostMs: 1_000, endedAt: 0.5 },
  alikeWithin: { share: 0.1, ms: 400 },
  like: 'the_middle_one',
  takenOffHit: { share: 0.005, leastMs: 6, mostMs: 1_000 },
  probesAt: [0.5, 0.8],
};

/**
 * PVE waits three seconds for an agent that does not answer, and who asks waits with it: a question just too early costs
 * more than one that comes a little late. So there are no probes: each question that is answered makes the next one come a
 * little earlier, and each that is not a good deal later.
 */
export const guests: PollingRules = {
  unknown: { share: 0.05, lateShare: 0, leastMs: 150, mostMs: 3_000, endedAt: 1 },
  known: { share: 0.02, lateShare: 0, leastMs: 100, mostMs: 3_000, endedAt: 0.15 },
  alikeWithin: { share: 0.1, ms: 3_000 },
  like: 'the_latest',
  takenOffHit: { share: 0.02, leastMs: 0, mostMs: 80 },
  probesAt: [],
};
