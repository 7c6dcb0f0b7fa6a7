// The REST facade as one fetch handler, mounted by Next and by Fastify alike: the portal's routes, the OpenAPI document
// and its reading page, with a request id and safe headers on every answer.
import { rendererFor } from '@portal/messages';
import type { AnyTRPCRouter } from '@trpc/server';
import { describeError } from '../errors/describe-error.ts';
import { logError } from '../errors/log-error.ts';
import { readerOf } from '../http/reader.ts';
import { requestIdHeader, requestIdOf } from '../http/request-id.ts';
import { appRouter } from '../router.ts';
import { createDocs } from './docs.ts';
import { createFacade, type FacadeOptions } from './facade.ts';
import { problemResponse, refusal } from './problem.ts';

export type RestHandlerOptions = Omit<FacadeOptions, 'basePath'> & {
  /** Path prefix of every route, without a trailing slash; `/api` unless told otherwise. */
  readonly basePath?: `/${string}`;
};

export type FetchHandler = (request: Request) => Promise<Response>;

const defaultBasePath = '/api';

/** What follows the prefix; outside of it an empty path, which names nothing. */
const pathBelow = (basePath: string, request: Request): string => {
  const { pathname } = new URL(request.url);
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : '';
};

/** Written into the answer itself: another Response around its body would make a stream of what is whole. */
const finished = (response: Response, added: Headers): Response => {
  const { headers } = response;
  for (const [name, value] of added) headers.set(name, value);
  headers.set('x-content-type-options', 'nosniff');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  return response;
};

/** Serves any router, so that tests can show the facade at work on routes that the portal does not have. */
export const createRouterHandler = (router: AnyTRPCRouter, options: RestHandlerOptions): FetchHandler => {
  const basePath = options.basePath ?? defaultBasePath;
  const facade = createFacade(router, { ...options, basePath });
  const docs = createDocs(basePath);

  const answer = async (request: Request, requestId: string, responseHeaders: Headers): Promise<Response> => {
    const path = pathBelow(basePath, request);
    try {
      const page = docs(path);
      if (page === null) {
        responseHeaders.set('vary', 'Authorization, Accept-Language');
        return await facade({ request, requestId, path, responseHeaders });
      }
      if (request.method === 'GET') return await page();
      return refusal('method_not_allowed', requestId, { allow: 'GET, HEAD' });
    } catch (error) {
      logError(options.log, error, { requestId, operation: `${request.method} ${path}` });
      return problemResponse(describeError(error, rendererFor(readerOf(request.headers))), requestId);
    }
  };

  return async (request) => {
    const requestId = requestIdOf(request.headers.get(requestIdHeader));
    const headers = new Headers({ [requestIdHeader]: requestId });
    return finished(await answer(request, requestId, headers), headers);
  };
};

export const createRestHandler = (options: RestHandlerOptions): FetchHandler => createRouterHandler(appRouter, options);
