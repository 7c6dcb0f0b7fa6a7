// Asking for more than a limit allows: how much of what, for how many days and why, and what was decided on it.
import { z } from 'zod';
import { createDeploymentSchema } from './deployment.ts';
import { limitMaxima } from './limit-measures.ts';
import { limitRequestDaysMax, limitRequestStates, limitRequestTextMax } from './limit-request-states.ts';
import { limitMeasureSchema } from './limits.ts';
import { saidReasonSchema } from './operation.ts';
import {
  cursorSchema,
  idParamSchema,
  pageLimitSchema,
  pageOf,
  paragraphsSchema,
  timestampSchema,
  uuidSchema,
} from './primitives.ts';

export const limitRequestStateSchema = z.enum(limitRequestStates);

export const limitRequestSchema = z.object({
  id: uuidSchema,
  /** Who asks. */
  person: z.object({ id: uuidSchema, name: z.string() }),
  measure: limitMeasureSchema,
  /** What they had of it when they asked. */
  limit: z.int().min(0),
  /** What they ask for instead, and for how many days from the decision. */
  value: z.int().min(1),
  days: z.int().min(1),
  reason: z.string(),
  state: limitRequestStateSchema,
  createdAt: timestampSchema,
  /** Whether whoever reads this may decide on it. */
  mayDecide: z.boolean(),
  /** The VM that is made once it is approved; null where none waits for it. `name` is null where the portal makes one up. */
  create: z.object({ name: z.string().nullable(), template: z.string() }).nullable(),
  /** Null while it is open. */
  decided: z
    .object({
      by: z.string(),
      at: timestampSchema,
      comment: z.string().nullable(),
      /** Null where nothing was. */
      granted: z.object({ value: z.int().min(1), endsAt: timestampSchema }).nullable(),
      /** The VM that was made with the approval. */
      deploymentId: uuidSchema.nullable(),
      /** Why the VM that waited for it could not be made. */
      fault: saidReasonSchema.nullable(),
    })
    .nullable(),
});
export type LimitRequest = z.infer<typeof limitRequestSchema>;

export const limitRequestIdSchema = z.strictObject({ id: idParamSchema });

export const listLimitRequestsSchema = z.strictObject({
  whose: z.enum(['own', 'others']).describe('Your own, or those of others that you see. Left out, both.').optional(),
  open: z.boolean().describe('Those that wait for a decision, or those that do not. Left out, both.').optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListLimitRequests = z.infer<typeof listLimitRequestsSchema>;

export const limitRequestPageSchema = pageOf(limitRequestSchema);
export type LimitRequestPage = z.infer<typeof limitRequestPageSchema>;

const value = z.int().min(1).max(limitMaxima.memoryMiB);
const days = z.int().min(1).max(limitRequestDaysMax);
const textSchema = paragraphsSchema(limitRequestTextMax);

export const createLimitRequestSchema = z.strictObject({
  measure: limitMeasureSchema,
  value: value.describe('How high your limit is to be: more than it is now.'),
  days: days.describe('For how long, from the moment of the decision.'),
  reason: textSchema.describe('Why, for whoever decides.'),
  create: createDeploymentSchema
    .optional()
    .describe(
      'A VM of yours, as for `POST /deployments`, that this limit alone stands in the way of: it is made once the request is approved.',
    ),
});
export type CreateLimitRequest = z.infer<typeof createLimitRequestSchema>;

export const approveLimitRequestSchema = z.strictObject({
  id: idParamSchema,
  value: value.describe('Less than was asked for. Left out, all of it.').optional(),
  days: days.describe('Shorter than was asked for. Left out, as long.').optional(),
  comment: textSchema.optional(),
});
export type ApproveLimitRequest = z.infer<typeof approveLimitRequestSchema>;

export const rejectLimitRequestSchema = z.strictObject({ id: idParamSchema, comment: textSchema });
export type RejectLimitRequest = z.infer<typeof rejectLimitRequestSchema>;
