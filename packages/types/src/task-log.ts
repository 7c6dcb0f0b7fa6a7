// Contracts of the log of a PVE task that is under way.
import { z } from 'zod';
import { saidReasonSchema } from './operation.ts';
import { idParamSchema } from './primitives.ts';
import { mostTaskLogLines } from './task-log-lines.ts';

const longestUpid = 512;
const lineNumber = z.int().min(0);

export const taskLogSchema = z.object({
  upid: z.string().nullable().describe('Null where no task is under way, or, with a reason, none is known of yet.'),
  /** How many lines stand before those told here. */
  from: lineNumber,
  lines: z.array(z.string()).max(mostTaskLogLines),
  reason: saidReasonSchema.nullable().describe('Why there are none newer; null where the cluster answered.'),
});
export type TaskLog = z.infer<typeof taskLogSchema>;

export const readTaskLogSchema = z.strictObject({
  id: idParamSchema,
  upid: z
    .string()
    .max(longestUpid)
    .optional()
    .describe('The task whose lines are known: of another one, all that are kept are told.'),
  after: lineNumber
    .max(2_147_483_647)
    .optional()
    .describe('How many lines are known already; all that are kept are told without it.'),
});
export type ReadTaskLog = z.infer<typeof readTaskLogSchema>;
