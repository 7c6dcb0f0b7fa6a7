// The REST facade: the portal's routes, the OpenAPI document and its reading page, with a request id and safe headers on every
// answer. Mounted by Next as a handler of fetch, and by Fastify without a Request or Response in between.
import { rendererFor } from '@portal/messages';
import type { AnyTRPCRouter } from '@trpc/server';
import { describeError } from '../errors/describe-error.ts';
import { logError } from '../errors/log-error.ts';
import { type Answer, type Incoming, toResponse } from '../http/exchange.ts';
import { readerOf, requestIdHeader, requestIdOf } from '../http/headers.ts';
import { appRouter } from '../router.ts';
import { createDocs } from './docs.ts';
import { type Call, createFacade, type FacadeOptions } from './facade.ts';
import { problemAnswer, refusal } from './problem.ts';

export { type Answer, type Incoming, isInPieces } from '../http/exchange.ts';

export type RestHandlerOptions = Omit<FacadeOptions, 'basePath'> & {
  /** Path prefix of every route, without a trailing slash; `/api` unless told otherwise. */
  readonly basePath?: `/${string}`;
};

export type FetchHandler = (request: Request) => Promise<Response>;

const defaultBasePath = '/api';
/** The host of a request is not trusted for anything. */
const anyHost = 'http://localhost';

/** What follows the prefix; outside of it an empty path, which names nothing. */
const targetOf = (basePath: string, { url }: Incoming): Pick<Call, 'path' | 'query'> => {
  const { pathname, searchParams: query } = new URL(url, anyHost);
  return { path: pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : '', query };
};

const createRouterAnswers = (router: AnyTRPCRouter, options: RestHandlerOptions) => {
  const basePath = options.basePath ?? defaultBasePath;
  const facade = createFacade(router, { ...options, basePath });
  const docs = createDocs(basePath);

  const answer = async (call: Call): Promise<Answer> => {
    const { request, requestId, path, responseHeaders } = call;
    try {
      const page = docs(path);
      if (page === null) {
        responseHeaders.set('vary', 'Authorization, Accept-Language');
        return await facade(call);
      }
      if (request.method === 'GET') return await page();
      return refusal('method_not_allowed', requestId, { allow: 'GET, HEAD' });
    } catch (error) {
      logError(options.log, error, { requestId, operation: `${request.method} ${path}` });
      return problemAnswer(describeError(error, rendererFor(readerOf(request.headers))), requestId);
    }
  };

  return async (request: Incoming): Promise<Answer> => {
    const requestId = requestIdOf(request.headers.get(requestIdHeader));
    const responseHeaders = new Map([[requestIdHeader, requestId]]);
    const given = await answer({ request, requestId, ...targetOf(basePath, request), responseHeaders });
    const headers = { 'cache-control': 'no-store', ...given.headers, ...Object.fromEntries(responseHeaders) };
    return { ...given, headers };
  };
};

/** Serves any router, so that tests can show the facade at work on routes that the portal does not have. */
export const createRouterHandler = (router: AnyTRPCRouter, options: RestHandlerOptions): FetchHandler => {
  const answer = createRouterAnswers(router, options);
  return async (request) => toResponse(await answer(request));
};

export const createRestAnswers = (options: RestHandlerOptions) => createRouterAnswers(appRouter, options);

export const createRestHandler = (options: RestHandlerOptions): FetchHandler => createRouterHandler(appRouter, options);
