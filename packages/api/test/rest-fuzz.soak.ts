// What `rest-fuzz.contract.test.ts` does a few times, thousands of times.
import { describeFuzzing } from './rest-fuzz.ts';

describeFuzzing({ numRuns: 2_000, timeoutMs: 30 * 60_000 });
