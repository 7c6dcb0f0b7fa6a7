// What a procedure says of itself beside its contract: where it stands in REST. trpc-to-openapi reads the same
// `openapi` key for the document. A schema, because tRPC hands meta back untyped.
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
});
export type RestRoute = z.infer<typeof restRouteSchema>;

export const procedureMetaSchema = z.object({ openapi: restRouteSchema.optional() });
export type ProcedureMeta = z.input<typeof procedureMetaSchema>;
