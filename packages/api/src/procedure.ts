// A procedure of the portal, made of its row in the table of actions: where it stands in REST, for whom it is, and what a mutation
// answers when it is repeated under its `Idempotency-Key`: its subject as it is then, marked as a repeat.
import {
  AlreadyDoneError,
  type AnsweredSubject,
  answeredSubjects,
  DomainError,
  leftOut,
  type PersonContext,
} from '@portal/domain';
import {
  type Action,
  administeredPersonSchema,
  announcementSchema,
  canaryRunSchema,
  customRoleSchema,
  declinedHandoverSchema,
  deploymentOperationSchema,
  deploymentPageSchema,
  deploymentSchema,
  limitRequestSchema,
  limitSchema,
  problemItemSchema,
  teamSchema,
  templateSchema,
  tokenItemSchema,
  webhookSchema,
} from '@portal/types';
import { z } from 'zod';
import type { ApiContext } from './context.ts';
import { toTrpcError } from './errors/describe-error.ts';
import { idempotencyReplayedHeader } from './http/headers.ts';
import { procedure } from './trpc.ts';

const pathSchema = z.templateLiteral(['/', z.string()]);

const restRouteSchema = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: pathSchema,
  summary: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  accepted: pathSchema.optional(),
  tagged: z.boolean().optional(),
  deprecated: z.boolean().optional(),
  file: z.array(z.string()).readonly().optional(),
  streams: z.boolean().optional(),
});
export type RestRoute = z.infer<typeof restRouteSchema>;

/** A schema, because tRPC hands meta back untyped. trpc-to-openapi reads the same `openapi` key for the document. */
export const procedureMetaSchema = z.object({
  openapi: restRouteSchema.optional(),
  who: z.string().optional(),
  isLimited: z.boolean().optional(),
  example: z.unknown().optional(),
  answers: z.enum(answeredSubjects).optional(),
  shownOnce: z.boolean().optional(),
});
export type ProcedureMeta = z.input<typeof procedureMetaSchema>;

const metaOf = ({ path, tag, who, isLimited, example, answers, shownOnce, input: _, output: __, ...rest }: Action) =>
  ({
    ...(path !== undefined && { openapi: { ...rest, path, tags: [tag] } }),
    ...{ who, isLimited, example, answers, shownOnce },
  }) satisfies ProcedureMeta;

/**
 * For someone who is signed in, or a token on behalf of one, where neither a role of the administrators' nor what the token was made for
 * leaves this out. What they may do of it is the services' to decide.
 */
export const personProcedure = procedure.use(async ({ ctx, path, type, next }) => {
  if (ctx.actor === null) throw toTrpcError(new DomainError('unauthenticated'));
  const reason = leftOut(ctx.actor.principal, path);
  if (reason !== null) throw toTrpcError(await ctx.services.leftOut.refuse(ctx.actor, path, reason));
  const result = await next({ ctx: { actor: ctx.actor } });
  if (result.ok) return result;
  const { cause } = result.error;
  if (type === 'query' && cause instanceof DomainError && cause.code === 'forbidden') {
    await ctx.services.leftOut.record(ctx.actor, path, cause.reason);
  }
  throw toTrpcError(result.error);
});

interface Repeatable {
  /** What nobody is shown is cut off here, as from a procedure's own output. */
  readonly schema: z.ZodType;
  readonly read: (services: ApiContext['services'], actor: PersonContext, id: string) => Promise<unknown>;
}

const repeatables = {
  deployment: { schema: deploymentSchema, read: ({ deployments }, actor, id) => deployments.byId(actor, id) },
  operation: {
    schema: deploymentOperationSchema,
    read: ({ deployments }, actor, id) => deployments.operation(actor, id),
  },
  template: { schema: templateSchema, read: ({ templates }, actor, id) => templates.byId(actor, id) },
  problem: { schema: problemItemSchema, read: ({ problems }, actor, id) => problems.byId(actor, id) },
  api_token: { schema: tokenItemSchema, read: ({ tokens }, actor, id) => tokens.byId(actor, id) },
  user: { schema: administeredPersonSchema, read: ({ people }, actor, id) => people.byId(actor, id) },
  // Whoever declined it does not see it: that it was declined is all that there is to say.
  handover: { schema: declinedHandoverSchema, read: async (_services, _actor, id) => ({ id }) },
  role: { schema: customRoleSchema, read: ({ roles }, actor, id) => roles.answered(actor, id) },
  limit: { schema: limitSchema, read: ({ limits }, actor, id) => limits.answered(actor, id) },
  webhook: { schema: webhookSchema, read: ({ webhooks }, actor, id) => webhooks.answered(actor, id) },
  limit_request: { schema: limitRequestSchema, read: ({ requests }, actor, id) => requests.byId(actor, id) },
  announcement: {
    schema: announcementSchema,
    read: ({ announcements }, actor, id) => announcements.answered(actor, id),
  },
  team: { schema: teamSchema, read: ({ teams }, actor, id) => teams.byId(actor, id) },
  canary_run: { schema: canaryRunSchema, read: ({ templateAdmin }, actor, id) => templateAdmin.canary(actor, id) },
} as const satisfies Record<AnsweredSubject, Repeatable>;

type Caller = Pick<ApiContext, 'services' | 'responseHeaders'> & { readonly actor: PersonContext };

const replay = async (caller: Caller, { record }: AlreadyDoneError): Promise<unknown> => {
  caller.responseHeaders.set(idempotencyReplayedHeader, 'true');
  const { subject, code } = record;
  if (code !== null) throw new DomainError(code);
  const { schema, read } = repeatables[subject.type];
  return schema.parse(await read(caller.services, caller.actor, subject.id));
};

/** A mutation that does not say what its repeats answer cannot be called, with a key or without. */
const repeatOf = (name: string, meta: ProcedureMeta | undefined) => {
  if (meta?.answers === undefined) throw new Error(`${name} does not say what its repeats answer.`);
  const { answers: subjectType, openapi, shownOnce = false } = meta;
  const status = openapi?.accepted === undefined ? 200 : 202;
  return { subjectType, status, code: shownOnce ? 'already_shown' : null } as const;
};

const identified = z.object({ id: z.string() });

/** A repeat, found before the procedure or by its transaction, is answered as what it repeats. */
const changing = personProcedure
  .use(async ({ ctx, next }) => {
    const result = await next();
    if (result.ok || !(result.error.cause instanceof AlreadyDoneError)) return result;
    return { marker: result.marker, ok: true, data: await replay(ctx, result.error.cause) };
  })
  .use(async ({ ctx, path: operation, meta, getRawInput, next }) => {
    const answer = repeatOf(operation, meta);
    const { idempotencyKey: key, services } = ctx;
    if (key === null) return next();
    const keyed = await services.idempotency.begin(ctx.actor, { key, operation, input: await getRawInput(), answer });
    const actor: PersonContext = keyed;
    const result = await next({ ctx: { actor } });
    if (result.ok && !keyed.request.isKept) {
      await services.idempotency.finish(keyed, identified.parse(result.data).id);
    }
    return result;
  });

/** For the compiler and the document alone: the busiest answer, which is built field by field, and costs as much to parse as to read. */
const builtHere: ReadonlySet<z.ZodType> = new Set([deploymentPageSchema]);

/**
 * The same schema, parsed synchronously: tRPC asks one that has `parseAsync` for a promise, and zod's compiled path, which takes a
 * third of the time, is for synchronous parsing alone. It must not hold asynchronous refinements; none of the contracts does.
 */
const output = <Schema extends z.ZodType>(schema: Schema): Schema => {
  const copy = schema.clone();
  copy.parseAsync = builtHere.has(schema)
    ? async (value) => value as z.output<Schema>
    : async (value, params) => copy.parse(value, params);
  return copy;
};

/** What only the portal's own pages ask for does the same when it is done twice: it is kept under no key, and neither is a password. */
const baseOf = ({ method, path }: Action) => (method === 'GET' || path === undefined ? personProcedure : changing);

/** The procedure of an action, as its row has it; its resolver is all that it lacks. This one is asked for with nothing. */
export const bareProcedureOf = <Output extends z.ZodType>(action: Action & { readonly output: Output }) =>
  baseOf(action).meta(metaOf(action)).output(output(action.output));

export const procedureOf = <Input extends z.ZodObject, Output extends z.ZodType>(
  action: Action & { readonly input: Input; readonly output: Output },
) => bareProcedureOf(action).input(action.input);
