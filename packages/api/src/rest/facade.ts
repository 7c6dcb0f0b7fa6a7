// Serves a router's procedures as REST. trpc-to-openapi gives the form of the routes and the document; its own request
// handler is not in use, because of the faults that test/library-faults.contract.test.ts shows in it.
import type { Log, Services, TokenPrincipal } from '@portal/domain';
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import { z } from 'zod';
import { createContext } from '../context.ts';
import type { Answer, Incoming, RequestHeaders } from '../http/exchange.ts';
import {
  bearerOf,
  challenge,
  entityTag,
  expectedVersionsOf,
  hasAnswer,
  idempotencyKeyOf,
  readerOf,
  refuseIfMatch,
} from '../http/headers.ts';
import { readInput } from './input.ts';
import { refusal } from './problem.ts';
import { compileRoutes, type Match, matchRoute, type Route } from './routes.ts';

export interface FacadeOptions {
  readonly services: Services;
  /** The principal behind an API token; null for one that is unknown, revoked, outdated, or not to be used from there. */
  readonly resolveToken: (
    bearer: string,
    from: { readonly address: string | null; readonly requestId: string },
  ) => Promise<TokenPrincipal | null>;
  readonly log: Log;
  /** Path prefix of every route, without a trailing slash. */
  readonly basePath: `/${string}`;
  /** The client's network address as the host knows it; null when it does not. */
  readonly clientAddress: (request: Pick<Incoming, 'headers'>) => string | null;
}

type MatchedRoute = Extract<Match, { kind: 'route' }>;

export interface Call {
  readonly request: Incoming;
  readonly requestId: string;
  /** What follows the prefix, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What a procedure adds to the answer's headers, whether it succeeds or not. */
  readonly responseHeaders: Map<string, string>;
}

/** How soon to look at accepted work again. */
const acceptedRetryAfterSeconds = 2;

const identified = z.object({ id: z.string() });
const versioned = z.object({ version: z.int() });

const json = (output: unknown, status = 200, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(output),
});

const accepted = (basePath: string, location: string, output: unknown): Answer =>
  json(output, 202, {
    location: basePath + location.replace('{id}', encodeURIComponent(identified.parse(output).id)),
    'retry-after': String(acceptedRetryAfterSeconds),
  });

/** Kept by clients if they like, and never used without asking here. */
const revalidated = 'private, no-cache';

const tagged = (request: Incoming, output: unknown): Answer => {
  const body = JSON.stringify(output);
  const etag = entityTag(versioned.parse(output).version, body);
  const headers = { etag, 'cache-control': revalidated };
  if (hasAnswer(request.headers, etag)) return { status: 304, headers, body: null };
  return { status: 200, headers: { ...headers, 'content-type': 'application/json' }, body };
};

/** Throws for an `If-Match` that would not be held. */
const expectedVersionsFor = ({ type, holdsVersion }: Route, headers: RequestHeaders): readonly number[] | null => {
  if (type === 'query') return null;
  if (holdsVersion) return expectedVersionsOf(headers);
  refuseIfMatch(headers);
  return null;
};

export const createFacade = (router: AnyTRPCRouter, options: FacadeOptions) => {
  const routes = compileRoutes(router);
  const { services, resolveToken, log, basePath, clientAddress } = options;

  const invoke = async (call: Call, person: TokenPrincipal, { route, parameters }: MatchedRoute) => {
    const { request, requestId, query, responseHeaders } = call;
    const idempotencyKey = route.type === 'mutation' ? idempotencyKeyOf(request.headers) : null;
    const expectedVersions = expectedVersionsFor(route, request.headers);
    const input = await readInput({ request, query, parameters }, route);
    const address = clientAddress(request);
    return callTRPCProcedure({
      router,
      path: route.procedure,
      type: route.type,
      ctx: createContext({
        ...{ person, address, services, idempotencyKey, expectedVersions, requestId, log, responseHeaders },
        reader: readerOf(request.headers),
      }),
      getRawInput: async () => input,
      signal: undefined,
      batchIndex: 0,
    });
  };

  /** Throws what the services refuse; the handler words it. */
  return async (call: Call): Promise<Answer> => {
    const match = matchRoute(routes, call.request.method, call.path);
    if (match.kind === 'unknown_path') return refusal('not_found', call.requestId);
    if (match.kind === 'wrong_method') {
      return refusal('method_not_allowed', call.requestId, { allow: match.allowed.join(', ') });
    }
    const bearer = bearerOf(call.request.headers);
    const from = { address: clientAddress(call.request), requestId: call.requestId };
    const person = bearer.kind === 'token' ? await resolveToken(bearer.token, from) : null;
    if (person === null) return refusal('unauthenticated', call.requestId, { 'www-authenticate': challenge(bearer) });
    const output = await invoke(call, person, match);
    const { accepted: location, tagged: isTagged = false } = match.route;
    if (isTagged) return tagged(call.request, output);
    if (location !== undefined) return accepted(basePath, location, output);
    return output === undefined ? { status: 204, headers: {}, body: null } : json(output);
  };
};
