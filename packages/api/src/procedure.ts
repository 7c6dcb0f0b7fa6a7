// The tRPC instance: superjson on the wire, one error shape for browsers, bounded live connections, and the two kinds
// of procedure that routers are made of.
import { AlreadyDoneError, DomainError } from '@portal/domain';
import type { Action } from '@portal/types';
import { initTRPC, TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson, { type SuperJSONResult } from 'superjson';
import type { z } from 'zod';
import type { ApiContext } from './context.ts';
import { describeError, RefusedRequest, toTrpcError, wireReasonOf } from './errors/describe-error.ts';
import { errorRules } from './errors/rules.ts';
import { output } from './output.ts';
import { metaOf, type ProcedureMeta } from './procedure-meta.ts';
import { answeredId, answerOf, replay } from './replay.ts';

/**
 * A live connection ends with the session it stands on, and after this at the latest; the browser then comes back by
 * itself with its cursor. Pings keep proxies from cutting a quiet connection.
 */
export const liveFeedTiming = {
  maxDurationMs: 10 * 60_000,
  pingIntervalMs: 10_000,
  reconnectAfterInactivityMs: 25_000,
} as const;

/** superjson, except that input which it cannot read is the client's fault and not ours. */
const transformer = {
  serialize: (value: unknown): SuperJSONResult => superjson.serialize(value),
  deserialize: (value: SuperJSONResult): unknown => {
    try {
      return superjson.deserialize(value);
    } catch (cause) {
      throw new TRPCError({ code: 'BAD_REQUEST', message: 'The input is not superjson.', cause });
    }
  },
};

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer,
    isDev: false,
    sse: {
      maxDurationMs: liveFeedTiming.maxDurationMs,
      ping: { enabled: true, intervalMs: liveFeedTiming.pingIntervalMs },
      client: { reconnectAfterInactivityMs: liveFeedTiming.reconnectAfterInactivityMs },
    },
    errorFormatter: ({ error, path, ctx }) => {
      const { code, message, reason, details } = describeError(error, ctx?.say);
      const rule = errorRules[code];
      const requestId = ctx?.requestId ?? (error instanceof RefusedRequest ? error.requestId : null);
      return {
        message,
        code: TRPC_ERROR_CODES_BY_KEY[rule.trpc],
        data: {
          ...details,
          code,
          reason: wireReasonOf(reason),
          httpStatus: rule.status,
          path: path ?? null,
          requestId,
        },
      };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const translated = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

const signedIn = translated.use(({ ctx, next }) => {
  if (ctx.actor === null) throw new DomainError('unauthenticated');
  return next({ ctx: { actor: ctx.actor } });
});

/** A repeat, found before the procedure or by its transaction, is answered as what it repeats. */
const replayed = signedIn.use(async ({ ctx, next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof AlreadyDoneError)) return result;
  return { marker: result.marker, ok: true, data: await replay(ctx, result.error.cause) };
});

/**
 * For someone who is signed in, or a token on behalf of one. What they may do is the services' to decide. Every mutation
 * is carried out under the key that its client chose, if any.
 */
export const personProcedure = replayed.use(async ({ ctx, type, path, meta, getRawInput, next }) => {
  if (type !== 'mutation') return next();
  const answer = answerOf(path, meta);
  const { idempotencyKey: key, services } = ctx;
  if (key === null) return next();
  const actor = await services.idempotency.begin(ctx.actor, {
    key,
    operation: path,
    input: await getRawInput(),
    answer,
  });
  const result = await next({ ctx: { actor } });
  if (result.ok && !actor.request.isRemembered) await services.idempotency.finish(actor, answeredId(result.data));
  return result;
});

/** The procedure of an action, as its row has it; its resolver is all that it lacks. This one is asked for with nothing. */
export const bareProcedureOf = <Output extends z.ZodType>(action: Action & { readonly output: Output }) =>
  personProcedure.meta(metaOf(action)).output(output(action.output));

export const procedureOf = <Input extends z.ZodObject, Output extends z.ZodType>(
  action: Action & { readonly input: Input; readonly output: Output },
) => bareProcedureOf(action).input(action.input);
