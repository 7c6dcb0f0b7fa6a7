// When to look again at something that takes its time: a task of PVE, or a guest that starts. What took about as long each
// time is looked at when it should be over, and only then; what never took alike, or was never seen, is looked at again and
// again, in steps that grow with its age. Kept in memory: a new process learns within a wait or two.

interface Wait {
  /** Milliseconds until the next look; `ageMs` has passed since it began. */
  pauseMs(ageMs: number): number;
  /** It was seen to be over at this age. */
  ended(ageMs: number): void;
}

export interface Pace {
  /** Waits of one kind usually take alike. */
  begin(kind: string): Wait;
}

export interface Steps {
  /** Of its age, between two looks. */
  readonly share: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

const remembered = 5;
/** Kinds are templates times steps: far fewer than this. */
const mostKinds = 5_000;
/** Lengths that differ by no more than this are alike: a share of them, or a few looks' worth. */
const alikeWithin = { share: 0.1, ms: 400 } as const;
/** Those that are alike are looked at after the middle one of them, all others from well before the shortest on. */
const beforeShortest = 0.6;
/** What should be over is looked at again soon, and less often the later it is. */
const lateShare = 1;
/** Of a wait that was over at its first look nobody knows for how long it had been. */
const takenOffHit = { share: 0.005, ms: 6 } as const;
/** The first waits of a kind, and one in eight from then on, are looked at earlier too: they may have become shorter. */
const probedAtFirst = 4;
const probedEach = 8;
const probesAt = [0.5, 0.8] as const;

interface Known {
  /** The latest ones. */
  readonly lengthsMs: readonly number[];
  /** How many were begun. */
  readonly begun: number;
}

const expectedMs = ({ lengthsMs }: Known): number => {
  const sorted = lengthsMs.toSorted((a, b) => a - b);
  const [shortest = 0] = sorted;
  const [longest = 0] = sorted.slice(-1);
  const alike = longest - shortest <= Math.max(alikeWithin.ms, shortest * alikeWithin.share);
  return alike ? (sorted[Math.floor(sorted.length / 2)] ?? longest) : shortest * beforeShortest;
};

/** The ages at which something known is looked at before the looks that grow with its age. */
const plannedLooks = (known: Known): readonly number[] => {
  const expected = expectedMs(known);
  const probed = known.begun < probedAtFirst || known.begun % probedEach === 0;
  return probed ? [...probesAt.map((share) => share * expected), expected] : [expected];
};

export const createPace = (steps: { readonly unknown: Steps; readonly known: Steps }): Pace => {
  const kinds = new Map<string, Known>();
  return {
    begin(kind) {
      const known = kinds.get(kind) ?? { lengthsMs: [], begun: 0 };
      if (known.begun === 0 && kinds.size >= mostKinds) kinds.clear();
      kinds.set(kind, { ...known, begun: known.begun + 1 });
      const isKnown = known.lengthsMs.length > 0;
      const planned = isKnown ? plannedLooks(known) : [];
      const { share, leastMs, mostMs } = isKnown ? steps.known : steps.unknown;
      /** When it was last seen to go on. */
      let goingOnMs = 0;
      return {
        pauseMs(ageMs) {
          goingOnMs = ageMs;
          const next = planned.find((lookMs) => lookMs > ageMs);
          if (next !== undefined) return next - ageMs;
          const [expected = ageMs] = planned.slice(-1);
          return Math.min(mostMs, Math.max(leastMs, ageMs * share + (ageMs - expected) * lateShare));
        },
        ended(ageMs) {
          const { lengthsMs, begun } = kinds.get(kind) ?? { lengthsMs: [], begun: 1 };
          const [last = 0] = planned.slice(-1);
          const hit = goingOnMs < last && ageMs >= last;
          const lengthMs = hit ? ageMs - Math.max(takenOffHit.ms, ageMs * takenOffHit.share) : (ageMs + goingOnMs) / 2;
          kinds.set(kind, { lengthsMs: [...lengthsMs, lengthMs].slice(-remembered), begun });
        },
      };
    },
  };
};

/** Tasks: late by a small share of what they take. */
export const taskSteps = {
  unknown: { share: 0.03, leastMs: 40, mostMs: 1_000 },
  known: { share: 0.01, leastMs: 40, mostMs: 1_000 },
} as const satisfies Parameters<typeof createPace>[0];

/** Guests: each question to an agent that does not answer costs PVE seconds. */
export const guestSteps = {
  unknown: { share: 0.15, leastMs: 150, mostMs: 3_000 },
  known: { share: 0.02, leastMs: 100, mostMs: 3_000 },
} as const satisfies Parameters<typeof createPace>[0];
