// Contracts of handing over: what is offered to whom, until when, and whether it can be accepted.
import { z } from 'zod';
import { actionStateSchema } from './codes/define.ts';
import { timestampSchema, uuidSchema } from './primitives.ts';

const personSchema = z.object({ id: uuidSchema, name: z.string(), email: z.string() });

const offered = {
  offeredBy: personSchema,
  offeredAt: timestampSchema,
  /** Unless it is answered or withdrawn before. */
  endsAt: timestampSchema,
};

/** As those see it whose deployment it is to give. */
export const openHandoverSchema = z.object({ to: personSchema, ...offered });
export type OpenHandover = z.infer<typeof openHandoverSchema>;

export const deploymentHandoverSchema = z.object({
  /** Null while it is offered to nobody. */
  open: openHandoverSchema.nullable(),
});
export type DeploymentHandover = z.infer<typeof deploymentHandoverSchema>;

/** As the one sees it to whom it is offered, who does not see the deployment yet. */
export const handoverSchema = z.object({
  deployment: z.object({
    id: uuidSchema,
    name: z.string(),
    templateName: z.string(),
    vcpus: z.int(),
    memoryMiB: z.int(),
    diskGiB: z.int(),
    expiresAt: timestampSchema.nullable(),
  }),
  ...offered,
  /** Whether it can be accepted now, and why not. */
  acceptance: actionStateSchema,
});
export type Handover = z.infer<typeof handoverSchema>;

/** What ends first comes first. */
export const handoverListSchema = z.object({ items: z.array(handoverSchema) });
export type HandoverList = z.infer<typeof handoverListSchema>;

/** Of the deployment, which whoever declines it does not see. */
export const declinedHandoverSchema = z.object({ id: uuidSchema });
export type DeclinedHandover = z.infer<typeof declinedHandoverSchema>;
