// Signing in and out, and setting a password at a link, over HTTP: in front of the sign-in library, of whose routes these
// alone are reachable, with the fields that the portal's own pages send. Its refusals are told as problem documents.
import { DomainError, type Log } from '@portal/domain';
import { type ErrorCode, type Reason, withoutControls } from '@portal/types';
import { z } from 'zod';
import { describeError } from '../errors/describe-error.ts';
import { toFieldFaults } from '../errors/field-errors.ts';
import { logError } from '../errors/log-error.ts';
import { readJson } from '../http/body.ts';
import { toResponse } from '../http/exchange.ts';
import { requestIdHeader, requestIdOf } from '../http/headers.ts';
import { problemAnswer, refusal } from '../rest/problem.ts';

export const authEndpoint = '/api/auth';

export interface AuthHandlerOptions {
  /** The sign-in library, behind its own routes. */
  readonly handle: (request: Request) => Promise<Response>;
  readonly log: Log;
}

/** Control characters stand in no address and no password; the database takes no NUL. */
const line = z.string().min(1).max(320).regex(withoutControls, 'control_characters');

const routes: Readonly<Record<string, z.ZodObject>> = {
  '/sign-in/email': z.strictObject({ email: line, password: line }),
  '/sign-out': z.strictObject({}),
  '/set-password': z.strictObject({ token: line, password: line }),
};

const codesOfLibrary: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
};

const reasons: Partial<Record<ErrorCode, Reason>> = {
  unauthenticated: { code: 'sign_in_wrong', params: {} },
  not_found: { code: 'link_not_valid', params: {} },
  forbidden: { code: 'foreign_origin', params: {} },
};

const validBody = async (request: Request, schema: z.ZodObject): Promise<string> => {
  const parsed = schema.safeParse(await readJson(request));
  if (parsed.success) return JSON.stringify(parsed.data);
  const fields = toFieldFaults(parsed.error.issues);
  throw new DomainError('invalid_input', undefined, { fields });
};

const inOurWords = (answer: Response, requestId: string): Response => {
  if (answer.ok) return answer;
  const code = codesOfLibrary[answer.status] ?? (answer.status < 500 ? 'invalid_input' : 'internal');
  const wait = answer.headers.get('retry-after') ?? answer.headers.get('x-retry-after');
  const described = describeError(new DomainError(code, reasons[code]));
  return toResponse(problemAnswer(described, requestId, wait === null ? {} : { 'retry-after': wait }));
};

export const createAuthHandler = ({ handle, log }: AuthHandlerOptions) => {
  const answer = async (request: Request, requestId: string): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const path = pathname.slice(authEndpoint.length);
    const schema = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (schema === undefined) return toResponse(refusal('not_found', requestId));
    if (request.method !== 'POST') return toResponse(refusal('method_not_allowed', requestId, { allow: 'POST' }));
    try {
      const body = await validBody(request, schema);
      const { url, method, headers, signal } = request;
      const asked = new Request(url, { method, signal, body, headers: bodyHeaders(headers) });
      return inOurWords(await handle(asked), requestId);
    } catch (error) {
      logError(log, error, { requestId, operation: `POST ${pathname}` });
      return toResponse(problemAnswer(describeError(error), requestId));
    }
  };
  return async (request: Request): Promise<Response> => {
    const response = await answer(request, requestIdOf(request.headers.get(requestIdHeader)));
    response.headers.set('cache-control', 'no-store');
    response.headers.append('vary', 'Cookie');
    return response;
  };
};

/** Those of the request, but for what described the body that it came with. */
const bodyHeaders = (headers: Headers): Headers => {
  const copy = new Headers(headers);
  for (const name of ['content-length', 'transfer-encoding', 'content-encoding']) copy.delete(name);
  copy.set('content-type', 'application/json');
  return copy;
};
