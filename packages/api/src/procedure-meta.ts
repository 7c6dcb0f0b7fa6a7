// What a procedure says of itself beside its contract, of its row in the table of actions: where it stands in REST, for whom it is,
// and what a mutation answers when it is repeated under its key. trpc-to-openapi reads the same `openapi` key for the document.
// A schema, because tRPC hands meta back untyped.
import { answeredSubjects } from '@portal/domain';
import type { Action } from '@portal/types';
import { z } from 'zod';

const pathSchema = z.templateLiteral(['/', z.string()]);

const restRouteSchema = z.object({
  method: z.enum(['GET', 'POST', 'DELETE']),
  path: pathSchema,
  summary: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  accepted: pathSchema.optional(),
  tagged: z.boolean().optional(),
  deprecated: z.boolean().optional(),
});
export type RestRoute = z.infer<typeof restRouteSchema>;

export const procedureMetaSchema = z.object({
  openapi: restRouteSchema.optional(),
  who: z.string().optional(),
  isLimited: z.boolean().optional(),
  example: z.unknown().optional(),
  answers: z.enum(answeredSubjects).optional(),
  shownOnce: z.boolean().optional(),
});
export type ProcedureMeta = z.input<typeof procedureMetaSchema>;

export const metaOf = ({ tag, who, isLimited, example, answers, shownOnce, input: _, output: __, ...rest }: Action) =>
  ({ openapi: { ...rest, tags: [tag] }, who, isLimited, example, answers, shownOnce }) satisfies ProcedureMeta;

const okStatus = 200;
const acceptedStatus = 202;

/** HTTP status of a success. */
export const statusOf = (route: RestRoute | undefined): number =>
  route?.accepted === undefined ? okStatus : acceptedStatus;
