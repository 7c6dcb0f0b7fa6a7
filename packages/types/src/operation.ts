// Contracts of operations: what was asked of a deployment, from the request to its end, with the steps that carry it out.
import { z } from 'zod';
import { actionStateSchema, wireReasonSchema } from './codes/define.ts';
import { cursorSchema, idParamSchema, pageLimitSchema, pageOf, timestampSchema, uuidSchema } from './primitives.ts';
import {
  failureCodeSchema,
  operationSchema,
  operationStateSchema,
  stepNameSchema,
  stepStatusSchema,
} from './status-schemas.ts';
import { provisionHistorySchema } from './template.ts';

/** One step of an operation. `upid` and `log` are for those who administer the cluster. */
export const deploymentStepSchema = z.object({
  id: uuidSchema,
  operation: operationSchema,
  name: stepNameSchema,
  status: stepStatusSchema,
  startedAt: timestampSchema,
  endedAt: timestampSchema.nullable(),
  /** What it waits for, or how it ended: in words, and as a code with its parameters. */
  message: z.string().nullable(),
  reason: wireReasonSchema.nullable(),
  upid: z.string().nullable(),
  log: z.array(z.string()),
});
export type DeploymentStep = z.infer<typeof deploymentStepSchema>;
export const deploymentStepsSchema = z.object({ items: z.array(deploymentStepSchema) });

/** The operation that is open on a deployment, in brief. */
export const openOperationSchema = z.object({
  id: uuidSchema,
  kind: operationSchema,
  state: operationStateSchema,
  requestedAt: timestampSchema,
  startedAt: timestampSchema.nullable(),
});
export type OpenOperation = z.infer<typeof openOperationSchema>;

/** A reason in words, and as a code with its parameters. */
export const saidReasonSchema = wireReasonSchema.extend({ message: z.string() });

export const deploymentOperationSchema = openOperationSchema.extend({
  deploymentId: uuidSchema,
  /** Null for the portal itself, as at the end of a lease. */
  requestedBy: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  endedAt: timestampSchema.nullable(),
  /** The operation that this one is another try of. */
  retryOf: uuidSchema.nullable(),
  /** What it waits for, while it is open. */
  waiting: saidReasonSchema.nullable(),
  /** Why it did not come to its end: set where the state is `failed` or `cancelled`. */
  error: saidReasonSchema.nullable(),
  /** What went wrong, in brief: set where the state is `failed`. */
  failureCode: failureCodeSchema.nullable(),
  /** Why it waits or failed, in words, and as a code with its parameters: that of `waiting` or of `error`. */
  message: z.string().nullable(),
  reason: wireReasonSchema.nullable(),
  /** Whether it can be cancelled, or retried, by this person now. */
  actions: z.object({ cancel: actionStateSchema, retry: actionStateSchema }),
  steps: z.array(deploymentStepSchema),
});
export type DeploymentOperation = z.infer<typeof deploymentOperationSchema>;

/** How long a step took lately, on VMs of one template. Seconds. */
export const usualStepSchema = provisionHistorySchema.extend({ operation: operationSchema, name: stepNameSchema });
export type UsualStep = z.infer<typeof usualStepSchema>;

export const deploymentOperationPageSchema = pageOf(deploymentOperationSchema).extend({
  usual: z.array(usualStepSchema).describe('What the steps of VMs of this template usually take.'),
});
export type DeploymentOperationPage = z.infer<typeof deploymentOperationPageSchema>;

export const listOperationsSchema = z.strictObject({
  id: idParamSchema,
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListOperations = z.infer<typeof listOperationsSchema>;

export const operationIdSchema = z.strictObject({ id: idParamSchema });
