// Problems on the wire: what the portal cannot mend and an administrator must know of. Their codes are in codes/problems.ts.
import { z } from 'zod';
import { problemCodeSchema } from './codes/problems.ts';
import { cursorSchema, idParamSchema, pageLimitSchema, pageOf, timestampSchema, uuidSchema } from './primitives.ts';

/** `portal`: the installation itself; its id names which part, such as an address. */
export const problemSubjectTypes = ['deployment', 'template', 'cluster', 'portal'] as const;
export const problemSubjectSchema = z.object({ type: z.enum(problemSubjectTypes), id: z.string() });
export type ProblemSubject = Readonly<z.infer<typeof problemSubjectSchema>>;

const paramValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
/** Parameters of whatever code. */
export const anyProblemParamsSchema = z.record(z.string(), paramValueSchema);
export type AnyProblemParams = z.infer<typeof anyProblemParamsSchema>;

export const problemItemSchema = z.object({
  id: uuidSchema,
  code: problemCodeSchema,
  subject: problemSubjectSchema.extend({ name: z.string().nullable() }),
  params: anyProblemParamsSchema,
  /** In words: what is so, what it means, and what to do about it. */
  title: z.string(),
  meaning: z.string(),
  remedy: z.string(),
  since: timestampSchema,
  /** When it was last found to be so. */
  lastSeenAt: timestampSchema,
  resolvedAt: timestampSchema.nullable(),
  acknowledgedAt: timestampSchema.nullable(),
  acknowledgedBy: z.object({ id: uuidSchema, name: z.string() }).nullable(),
});
export type ProblemItem = z.infer<typeof problemItemSchema>;

export const problemStates = ['open', 'resolved'] as const;

export const listProblemsSchema = z.strictObject({
  state: z.enum(problemStates).describe('`open` unless told otherwise.').optional(),
  code: problemCodeSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListProblems = z.infer<typeof listProblemsSchema>;

export const problemPageSchema = pageOf(problemItemSchema);
export type ProblemPage = z.infer<typeof problemPageSchema>;

export const problemIdSchema = z.strictObject({ id: idParamSchema });
