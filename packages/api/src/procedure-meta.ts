// What a procedure says of itself beside its contract: where it stands in REST, and what a mutation answers when it is
// repeated under its key. trpc-to-openapi reads the same `openapi` key for the document. A schema, because tRPC hands meta
// back untyped.
import { answeredSubjects } from '@portal/domain';
import { z } from 'zod';

const pathSchema = z.templateLiteral(['/', z.string()]);

const restRouteSchema = z.object({
  method: z.enum(['GET', 'POST', 'DELETE']),
  /** Without the facade's prefix: `/deployments/{id}`. */
  path: pathSchema,
  summary: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  /** Long work: answered with 202 and this `Location`, its `{id}` filled from the output. */
  accepted: pathSchema.optional(),
  /** Of a query: its output has a `version`, and its answer an `ETag` with it. */
  tagged: z.boolean().optional(),
  /** There is a better one, which its description names. */
  deprecated: z.boolean().optional(),
});
export type RestRoute = z.infer<typeof restRouteSchema>;

export const procedureMetaSchema = z.object({
  openapi: restRouteSchema.optional(),
  /** Of a mutation, always: what its output is, and what a repeat under the same `Idempotency-Key` answers. */
  answers: z.enum(answeredSubjects).optional(),
  /** Its output holds a secret: a repeat is refused, and does not show it again. */
  shownOnce: z.boolean().optional(),
});
export type ProcedureMeta = z.input<typeof procedureMetaSchema>;

const okStatus = 200;
const acceptedStatus = 202;

/** HTTP status of a success. */
export const statusOf = (route: RestRoute | undefined): number =>
  route?.accepted === undefined ? okStatus : acceptedStatus;
