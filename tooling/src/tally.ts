/** What a check, or a run of tests, comes to. */
import { z } from 'zod';

const failureSchema = z.object({
  /** The test, with its file; or what else went wrong. */
  what: z.string(),
  /** What it said. */
  why: z.string(),
});

export const tallySchema = z.object({ passed: z.number(), failures: z.array(failureSchema) });

export type Failure = z.infer<typeof failureSchema>;
export type Tally = z.infer<typeof tallySchema>;
