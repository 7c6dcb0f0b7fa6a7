// Serves a router's procedures as REST. trpc-to-openapi gives the form of the routes and the document; its own request
// handler is not in use, because of the faults that test/library-faults.contract.test.ts shows in it.
import {
  DomainError,
  type Log,
  type Person,
  type RequestSource,
  type Services,
  type TokenPrincipal,
} from '@portal/domain';
import { Download, Pieces } from '@portal/types';
import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import { z } from 'zod';
import { createContext } from '../context.ts';
import { lastEventIdHeader } from '../http/event-stream.ts';
import type { Answer, Incoming } from '../http/exchange.ts';
import {
  type Bearer,
  bearerOf,
  challenge,
  entityTag,
  expectedVersionsOf,
  hasAnswer,
  headOnlyHeader,
  idempotencyKeyOf,
  readerOf,
} from '../http/headers.ts';
import { tellLimits } from '../http/rate-limits.ts';
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
  /** The person whose session the headers' cookie names: pages link to files. Absent where there are no pages. */
  readonly resolveSession?: (headers: Headers) => Promise<Person | null>;
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

/** A stream is sent on at once, also by proxies that would rather collect it. */
const headersOf = (output: Pieces): Answer['headers'] => ({
  'content-type': output.contentType,
  ...(output instanceof Download
    ? { 'content-disposition': `attachment; filename="${output.fileName}"` }
    : { 'x-accel-buffering': 'no' }),
});

/** Whoever asks for the head alone gets it, and nothing is made: no export is read or on record for it. */
const inPieces = (output: Pieces, { headers }: Incoming): Answer => ({
  status: 200,
  headers: headersOf(output),
  body: headers.get(headOnlyHeader) === null ? output.pieces() : null,
});

/** A client that comes back by itself asks for the address of before, and says in the header how far it is. */
const queryOf = ({ request, query }: Call, { streams = false }: Route): URLSearchParams => {
  const lastEventId = streams ? (request.headers.get(lastEventIdHeader) ?? '') : '';
  if (lastEventId === '') return query;
  const asked = new URLSearchParams(query);
  asked.set('after', lastEventId);
  return asked;
};

export const createFacade = (router: AnyTRPCRouter, options: FacadeOptions) => {
  const routes = compileRoutes(router);
  const { services, resolveToken, resolveSession, log, basePath, clientAddress } = options;

  /** A link brings the session's cookie along; another site's does, too, and gets nothing. */
  const personOf = async ({ request, requestId }: Call, bearer: Bearer, { file }: Route): Promise<Person | null> => {
    const { headers } = request;
    if (bearer.kind === 'token') return resolveToken(bearer.token, { address: clientAddress(request), requestId });
    const cookie = headers.get('cookie');
    if (bearer.kind !== 'absent' || file === undefined || resolveSession === undefined || cookie === null) return null;
    if (headers.get('sec-fetch-site') === 'cross-site') {
      throw new DomainError('forbidden', { code: 'foreign_origin', params: {} });
    }
    return resolveSession(new Headers({ cookie }));
  };

  const sourceOf = ({ request, requestId }: Call): RequestSource => ({
    requestId,
    address: clientAddress(request),
    userAgent: request.headers.get('user-agent'),
  });

  const invoke = async (call: Call, person: Person, { route, parameters }: MatchedRoute) => {
    const { request, requestId, responseHeaders } = call;
    const idempotencyKey = route.type === 'mutation' ? idempotencyKeyOf(request.headers) : null;
    const { type, holdsVersion } = route;
    const expectedVersions = type === 'query' ? null : expectedVersionsOf(request.headers, holdsVersion);
    const input = await readInput({ request, query: queryOf(call, route), parameters }, route);
    const address = clientAddress(request);
    const userAgent = request.headers.get('user-agent');
    return callTRPCProcedure({
      router,
      path: route.procedure,
      type: route.type,
      ctx: createContext({
        ...{ person, address, userAgent, services, idempotencyKey, expectedVersions, requestId, log, responseHeaders },
        reader: readerOf(request.headers),
      }),
      getRawInput: async () => input,
      signal: request.signal,
      batchIndex: 0,
    });
  };

  /** Throws what the services refuse; the handler words it. */
  return async (call: Call): Promise<Answer> => {
    const source = sourceOf(call);
    tellLimits(await services.rateLimits.ofAddress(source, 'request'), call.responseHeaders);
    const match = matchRoute(routes, call.request.method, call.path);
    if (match.kind === 'unknown_path') return refusal('not_found', call.requestId);
    if (match.kind === 'wrong_method') {
      return refusal('method_not_allowed', call.requestId, { allow: match.allowed.join(', ') });
    }
    const bearer = bearerOf(call.request.headers);
    const person = await personOf(call, bearer, match.route);
    if (person === null) return refusal('unauthenticated', call.requestId, { 'www-authenticate': challenge(bearer) });
    const as = match.route.streams === true ? 'stream' : 'request';
    tellLimits(await services.rateLimits.ofPerson({ principal: person, ...source }, as), call.responseHeaders);
    const output = await invoke(call, person, match);
    if (output instanceof Pieces) return inPieces(output, call.request);
    const { accepted: location, tagged: isTagged = false } = match.route;
    if (isTagged) return tagged(call.request, output);
    if (location !== undefined) return accepted(basePath, location, output);
    return output === undefined ? { status: 204, headers: {}, body: null } : json(output);
  };
};
