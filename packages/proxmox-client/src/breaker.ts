// Stops asking a cluster that does not answer, or that does not know our token (each such answer costs it 3 s and may
// lock the token's user out of other systems). After a cool-down one request probes; the rest wait for its verdict.

export interface BreakerSettings {
  /** Unreachable this many times in a row opens it. */
  readonly failures: number;
  readonly coolDownMs: number;
}

/** What one request says about the cluster's entry point; `silent` when it ended before it could tell. */
export type Verdict = 'answered' | 'unreachable' | 'unauthenticated' | 'silent';

export interface Breaker {
  /** Null when nothing may be asked now; else report the verdict through it, once. */
  admit(): ((verdict: Verdict) => void) | null;
  /** What is admitted now, if anything, is the probe. */
  isOpen(): boolean;
}

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'probing' };

export const createBreaker = (
  settings: BreakerSettings,
  nowMs: () => number,
  onOpen: (because: 'unreachable' | 'unauthenticated') => void,
): Breaker => {
  let state: State = { kind: 'closed', failures: 0 };

  const open = (because: 'unreachable' | 'unauthenticated'): void => {
    state = { kind: 'open', untilMs: nowMs() + settings.coolDownMs };
    onOpen(because);
  };

  const settle = (verdict: Verdict, probe: boolean): void => {
    // Requests that set out before it opened report late; only the probe may speak then.
    if (!probe && state.kind !== 'closed') return;
    if (verdict === 'answered') state = { kind: 'closed', failures: 0 };
    else if (verdict === 'unauthenticated') open(verdict);
    else if (verdict === 'silent') {
      if (probe) state = { kind: 'open', untilMs: nowMs() };
    } else {
      const failures = state.kind === 'closed' ? state.failures + 1 : settings.failures;
      if (failures >= settings.failures) open(verdict);
      else state = { kind: 'closed', failures };
    }
  };

  return {
    admit() {
      if (state.kind === 'probing') return null;
      if (state.kind === 'open' && nowMs() < state.untilMs) return null;
      const probe = state.kind === 'open';
      if (probe) state = { kind: 'probing' };
      return (verdict) => settle(verdict, probe);
    },
    isOpen: () => state.kind !== 'closed',
  };
};
