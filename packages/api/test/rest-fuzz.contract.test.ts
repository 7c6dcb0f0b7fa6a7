// As often as is quick; `rest-fuzz.soak.ts` goes on.
import { describeFuzzing } from './rest-fuzz.ts';

/** The time is for a busy machine; a shrinking counterexample takes its own. */
describeFuzzing({ numRuns: 60, timeoutMs: 60_000 });
