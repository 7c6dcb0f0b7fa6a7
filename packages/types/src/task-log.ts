// Contracts of the log of a PVE task that is under way.
import { z } from 'zod';
import { saidReasonSchema } from './operation.ts';
import { idParamSchema } from './primitives.ts';
import { mostTaskLogLines } from './task-log-lines.ts';

const lineNumber = z.int().min(0);

export const taskLogSchema = z.object({
  /** Null where no task is under way. */
  upid: z.string().nullable(),
  /** How many lines stand before those told here. */
  from: lineNumber,
  lines: z.array(z.string()).max(mostTaskLogLines),
  reason: saidReasonSchema.nullable().describe('Why there are none newer; null where the cluster answered.'),
});
export type TaskLog = z.infer<typeof taskLogSchema>;

export const readTaskLogSchema = z.strictObject({
  id: idParamSchema,
  after: lineNumber
    .max(2_147_483_647)
    .optional()
    .describe('How many lines are known already; all that are kept are told without it.'),
});
export type ReadTaskLog = z.infer<typeof readTaskLogSchema>;
