// The tRPC instance: superjson on the wire, one error shape for browsers, and bounded live connections.
import { initTRPC, TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import superjson, { type SuperJSONResult } from 'superjson';
import type { ApiContext } from './context.ts';
import { describeError, RefusedRequest, wireReasonOf } from './errors/describe-error.ts';
import { errorRules } from './errors/rules.ts';
import type { ProcedureMeta } from './procedure.ts';

/**
 * A live connection ends with the session it stands on, and after this at the latest; the browser then comes back by
 * itself with its cursor. Pings keep proxies from cutting a quiet connection, and let the browser notice within ten seconds that one
 * has frozen.
 */
export const liveFeedTiming = {
  maxDurationMs: 10 * 60_000,
  pingIntervalMs: 3_000,
  reconnectAfterInactivityMs: 8_000,
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
export const procedure = t.procedure;
