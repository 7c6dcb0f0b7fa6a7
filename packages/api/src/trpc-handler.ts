// The tRPC endpoint as a fetch handler, mounted by Next at `/api/trpc`. The portal's pages bring a session cookie, which the
// browser sends along by itself: their mutations also have to come from the portal's own origin. A bearer token is sent by
// nobody but its holder, from wherever that is; with one, cookies are not looked at.
import {
  DomainError,
  type Log,
  type Person,
  type Reader,
  type Services,
  type TokenPrincipal,
  type UserPrincipal,
} from '@portal/domain';
import { actionsByName, holdsVersion } from '@portal/types';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createContext } from './context.ts';
import { describeError, RefusedRequest } from './errors/describe-error.ts';
import { logError } from './errors/log-error.ts';
import { readBody } from './http/body.ts';
import { toResponse } from './http/exchange.ts';
import {
  bearerOf,
  challenge,
  expectedVersionsOf,
  idempotencyKeyHeader,
  idempotencyKeyOf,
  readerOf,
  refuseLate,
  requestIdHeader,
  requestIdOf,
} from './http/headers.ts';
import { tellLimits } from './http/rate-limits.ts';
import { problemAnswer } from './rest/problem.ts';
import { appRouter } from './router.ts';

export { createContext } from './context.ts';
export { type AppRouter, appRouter, createCaller } from './router.ts';

export const trpcEndpoint = '/api/trpc';

export interface TrpcHandlerOptions {
  readonly services: Services;
  /** The person whose session the headers' cookie names. */
  readonly resolveSession: (headers: Headers) => Promise<UserPrincipal | null>;
  /** The principal behind an API token; null for one that is unknown, revoked, outdated, or not to be used from there. */
  readonly resolveToken: (
    bearer: string,
    from: { readonly address: string | null; readonly requestId: string },
  ) => Promise<TokenPrincipal | null>;
  /** Public base URL of the portal; a session's mutations from any other origin are refused. */
  readonly portalOrigin: string;
  readonly log: Log;
  /** The client's network address as the host knows it; null when it does not. */
  readonly clientAddress: (request: Request) => string | null;
  /** Who reads a page's answers, as the host knows it. */
  readonly readerOf?: (headers: Headers) => Reader;
}

const refuseForeignOrigin = (request: Request, portalOrigin: string): void => {
  if (request.method === 'GET') return;
  if (request.headers.get('origin') === portalOrigin) return;
  throw new DomainError('forbidden', { code: 'foreign_origin', params: {} });
};

/** One key names one mutation. The batch link would send the same key for several: use one request for each. */
const refuseKeyForMany = (key: string | null, calls: number): void => {
  if (key === null || calls <= 1) return;
  const fields = [{ field: idempotencyKeyHeader }];
  throw new DomainError('invalid_input', { code: 'key_for_many', params: {} }, { fields });
};

/** Whether it is one change of one of what has versions. */
const holdsOneVersion = (calls: readonly { readonly path: string }[]): boolean => {
  const [call, ...others] = calls;
  const action = actionsByName[call?.path ?? ''];
  return others.length === 0 && action !== undefined && holdsVersion(action);
};

/** The request with its body read and bounded, or without it and with the reason why. */
const bounded = async (request: Request): Promise<{ request: Request; refusal: unknown }> => {
  const { url, method, headers, signal } = request;
  if (request.body === null) return { request, refusal: null };
  try {
    return { request: new Request(url, { method, headers, signal, body: await readBody(request) }), refusal: null };
  } catch (refusal) {
    return { request: new Request(url, { method, headers, signal }), refusal };
  }
};

/** For a stream that never began: tRPC would send its refusal as an event of a stream that is 200. */
const instead = async (streamed: Response, refusal: Response): Promise<Response> => {
  await streamed.body?.cancel();
  return refusal;
};

interface Caller {
  readonly person: Person | null;
  readonly reader?: Reader;
}

export const createTrpcHandler = (options: TrpcHandlerOptions) => {
  const { services, resolveSession, resolveToken, log, clientAddress } = options;
  const portalOrigin = new URL(options.portalOrigin).origin;

  const callerOf = async (
    request: Request,
    from: { readonly address: string | null; readonly requestId: string },
    responseHeaders: Map<string, string>,
  ): Promise<Caller> => {
    const { headers } = request;
    const bearer = bearerOf(headers);
    if (bearer.kind === 'absent') {
      refuseForeignOrigin(request, portalOrigin);
      const person = await resolveSession(headers);
      return { person, ...(options.readerOf === undefined ? {} : { reader: options.readerOf(headers) }) };
    }
    const person = bearer.kind === 'token' ? await resolveToken(bearer.token, from) : null;
    if (person !== null) return { person, reader: readerOf(headers) };
    responseHeaders.set('www-authenticate', challenge(bearer));
    throw new DomainError('unauthenticated');
  };

  return async (original: Request): Promise<Response> => {
    const requestId = requestIdOf(original.headers.get(requestIdHeader));
    const { request, refusal } = await bounded(original);
    const responseHeaders = new Map<string, string>();
    let refused: unknown = null;
    const streamed = await fetchRequestHandler({
      endpoint: trpcEndpoint,
      req: request,
      router: appRouter,
      createContext: async ({ info }) => {
        try {
          const address = clientAddress(original);
          const userAgent = original.headers.get('user-agent');
          const source = { address, requestId, userAgent };
          const calls = Math.max(1, info.calls.length);
          tellLimits(await services.rateLimits.ofAddress(source, 'request', calls), responseHeaders);
          const caller = await callerOf(request, source, responseHeaders);
          if (caller.person !== null) {
            const as = info.type === 'subscription' ? 'stream' : 'request';
            const actor = { principal: caller.person, ...source };
            tellLimits(await services.rateLimits.ofPerson(actor, as, calls), responseHeaders);
          }
          if (refusal !== null) throw refusal;
          const isMutation = info.type === 'mutation';
          if (isMutation) refuseLate(request.headers, new Date());
          const idempotencyKey = isMutation ? idempotencyKeyOf(request.headers) : null;
          refuseKeyForMany(idempotencyKey, info.calls.length);
          const expectedVersions = isMutation ? expectedVersionsOf(request.headers, holdsOneVersion(info.calls)) : null;
          return createContext({
            ...caller,
            ...{ address, userAgent, services, idempotencyKey, expectedVersions, requestId, log, responseHeaders },
          });
        } catch (error) {
          throw new RefusedRequest(error, requestId);
        }
      },
      onError: ({ error, path, type }) => {
        if (type === 'subscription') refused ??= error;
        logError(log, error, { requestId, operation: path ?? 'unknown' });
      },
    });
    const response =
      refused === null
        ? streamed
        : await instead(streamed, toResponse(problemAnswer(describeError(refused), requestId)));
    for (const [name, value] of responseHeaders) response.headers.set(name, value);
    response.headers.append('vary', 'Cookie, Authorization, Accept-Language');
    response.headers.set(requestIdHeader, requestId);
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
    return response;
  };
};
