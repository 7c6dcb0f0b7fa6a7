// Serves a router's procedures as REST. trpc-to-openapi gives the form of the routes and the document; its own request
// handler is not in use, because of the faults that test/library-faults.contract.test.ts shows in it.
import type { Log, Services, TokenPrincipal } from '@portal/domain';
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import { z } from 'zod';
import { createContext } from '../context.ts';
import { entityTag, expectedVersionsOf, hasAnswer, refuseIfMatch } from '../http/entity-tag.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { readerOf } from '../http/reader.ts';
import { bearerOf, challenge } from './bearer.ts';
import { readInput } from './input.ts';
import { refusal } from './problem.ts';
import { compileRoutes, type Match, matchRoute, type Route } from './routes.ts';

export interface FacadeOptions {
  readonly services: Services;
  /** The principal behind an API token; null for one that is unknown, revoked or outdated. */
  readonly resolveToken: (bearer: string) => Promise<TokenPrincipal | null>;
  readonly log: Log;
  /** Path prefix of every route, without a trailing slash. */
  readonly basePath: `/${string}`;
  /** The client's network address as the host knows it; null when it does not. */
  readonly clientAddress: (request: Request) => string | null;
}

type MatchedRoute = Extract<Match, { kind: 'route' }>;

export interface Call {
  readonly request: Request;
  readonly requestId: string;
  /** What follows the prefix, still percent-encoded. */
  readonly path: string;
  /** What a procedure adds to the answer's headers, whether it succeeds or not. */
  readonly responseHeaders: Headers;
}

/** How soon to look at accepted work again. */
const acceptedRetryAfterSeconds = 2;

const identified = z.object({ id: z.string() });
const versioned = z.object({ version: z.int() });

const accepted = (basePath: string, location: string, output: unknown): Response => {
  const { id } = identified.parse(output);
  return Response.json(output, {
    status: 202,
    headers: {
      location: basePath + location.replace('{id}', encodeURIComponent(id)),
      'retry-after': String(acceptedRetryAfterSeconds),
    },
  });
};

/** Kept by clients if they like, and never used without asking here. */
const revalidated = 'private, no-cache';

const tagged = (request: Request, output: unknown): Response => {
  const body = JSON.stringify(output);
  const etag = entityTag(versioned.parse(output).version, body);
  const headers = { etag, 'cache-control': revalidated };
  if (hasAnswer(request.headers, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'content-type': 'application/json' } });
};

/** Throws for an `If-Match` that would not be held. */
const expectedVersionsFor = ({ type, holdsVersion }: Route, headers: Headers): readonly number[] | null => {
  if (type === 'query') return null;
  if (holdsVersion) return expectedVersionsOf(headers);
  refuseIfMatch(headers);
  return null;
};

export const createFacade = (router: AnyTRPCRouter, options: FacadeOptions) => {
  const routes = compileRoutes(router);
  const { services, resolveToken, log, basePath, clientAddress } = options;

  const invoke = async ({ request, requestId, responseHeaders }: Call, person: TokenPrincipal, match: MatchedRoute) => {
    const { route, parameters } = match;
    const idempotencyKey = route.type === 'mutation' ? idempotencyKeyOf(request.headers) : null;
    const expectedVersions = expectedVersionsFor(route, request.headers);
    const input = await readInput(request, route, parameters);
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
      signal: request.signal,
      batchIndex: 0,
    });
  };

  /** Throws what the services refuse; the handler words it. */
  return async (call: Call): Promise<Response> => {
    const match = matchRoute(routes, call.request.method, call.path);
    if (match.kind === 'unknown_path') return refusal('not_found', call.requestId);
    if (match.kind === 'wrong_method') {
      return refusal('method_not_allowed', call.requestId, { allow: match.allowed.join(', ') });
    }
    const bearer = bearerOf(call.request.headers);
    const person = bearer.kind === 'token' ? await resolveToken(bearer.token) : null;
    if (person === null) return refusal('unauthenticated', call.requestId, { 'www-authenticate': challenge(bearer) });
    const output = await invoke(call, person, match);
    const { accepted: location, tagged: isTagged = false } = match.route;
    if (isTagged) return tagged(call.request, output);
    if (location !== undefined) return accepted(basePath, location, output);
    return output === undefined ? new Response(null, { status: 204 }) : Response.json(output);
  };
};
