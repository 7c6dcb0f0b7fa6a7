// Problems: what the portal cannot mend and an administrator must know of. A problem is a code, what it is about, and
// parameters in the shape of its code; its words stand in problem-texts.ts.
//
// A new code is: one entry here, one in problem-texts.ts, a heading in docs/operations.md, and a place that raises it.
import { z } from 'zod';
import { cursorSchema, idParamSchema, pageLimitSchema, pageOf, timestampSchema, uuidSchema } from './primitives.ts';

const text = z.string();
const texts = z.array(z.string());
const vmid = z.int();

/** Why PVE refuses to delete a VM, for as long as nobody changes something. */
export const deletionObstacles = [
  'protection',
  'lock',
  'high_availability',
  'replication',
  'snapshot',
  'refused',
] as const;
export type DeletionObstacle = (typeof deletionObstacles)[number];

/** `left_pool`: it is no longer in the portal’s pool, so the token may not read it. `other_vm`: its id belongs to another VM. */
export const unreadableReasons = ['left_pool', 'other_vm', 'forbidden'] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/** The parameters of each code: flat, plain JSON, nothing that grows or counts, so that an unchanged problem stays the same. */
const problemParams = {
  /** Disks that bear a VM's id on its storages and stand in its configuration no more: its destruction leaves them there. */
  disks_left_behind: z.strictObject({ vmid, node: text, volumes: texts }),
  /** A lock on the VM that no running task accounts for. */
  lock_left_behind: z.strictObject({ vmid, node: text, lock: text }),
  /** The lease has ended, and the VM cannot be deleted until somebody changes something. */
  lease_blocked: z.strictObject({ vmid, node: text, obstacle: z.enum(deletionObstacles) }),
  /** The VM is there, and the portal can no longer read it. */
  vm_unreadable: z.strictObject({ vmid, node: text.nullable(), reason: z.enum(unreadableReasons) }),
  /** A PVE task ended well, with warnings. */
  task_warnings: z.strictObject({ vmid, node: text, task: text, upid: text, lines: texts }),
  /** Names of the checks that a template’s source does not pass. */
  template_check_failed: z.strictObject({ vmid, version: z.int(), checks: texts }),
  /** The source is no longer what was registered. */
  template_changed: z.strictObject({ vmid, version: z.int(), differences: texts }),
  /** Somebody sends `X-Forwarded-For` without being a proxy that the portal trusts. */
  untrusted_forwarder: z.strictObject({ address: text, process: text }),
} as const satisfies Readonly<Record<string, z.ZodObject>>;

type ProblemSchemas = typeof problemParams;
export type ProblemCode = keyof typeof problemParams;
type ParamsByCode = { [Code in ProblemCode]: z.output<ProblemSchemas[Code]> };
export type ProblemParams<Code extends ProblemCode> = ParamsByCode[Code];

/** The same schemas, in the form in which a code decides the type of its parameters. */
export const problemSchemas: { readonly [Code in ProblemCode]: z.ZodType<ParamsByCode[Code]> } = problemParams;

const isProblemCode = (code: string): code is ProblemCode => code in problemParams;
export const problemCodes: readonly ProblemCode[] = Object.keys(problemParams).filter(isProblemCode);
export const problemCodeSchema = z.enum(problemCodes);

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
