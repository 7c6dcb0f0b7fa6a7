// Signing in and out, with a password or at the organisation's own page, and setting a password at a link, over HTTP: in front of
// the sign-in library, of whose routes these alone are reachable, with the fields that the portal's own pages send. Its refusals
// are told as problem documents.
import { DomainError, type Log, type RateLimitService, type SetUp } from '@portal/domain';
import { type ErrorCode, passkeyAnswerSchema, type Reason, setUpSchema, withoutControls } from '@portal/types';
import { z } from 'zod';
import { describeError } from '../errors/describe-error.ts';
import { toFieldFaults } from '../errors/field-errors.ts';
import { logError } from '../errors/log-error.ts';
import { readJson } from '../http/body.ts';
import { toResponse } from '../http/exchange.ts';
import { requestIdHeader, requestIdOf } from '../http/headers.ts';
import { tellLimits } from '../http/rate-limits.ts';
import { problemAnswer, refusal } from '../rest/problem.ts';
import { answerCallback } from './callback.ts';
import { beginSetUp } from './set-up.ts';

export const authEndpoint = '/api/auth';

const signOutPath = '/sign-out';
/** Where the organisation's page sends people back to. */
const callbackPath = '/callback/sso';
const setUpPath = '/set-up';

export interface AuthHandlerOptions {
  /** The sign-in library, behind its own routes. */
  readonly handle: (request: Request) => Promise<Response>;
  readonly log: Log;
  readonly rateLimits: Pick<RateLimitService, 'ofAddress'>;
  /** The client's network address as the host knows it; null when it does not. */
  readonly clientAddress: (request: Request) => string | null;
  /** Whether people sign in at their organisation's own page. */
  readonly hasSingleSignOn?: boolean;
  /** Whether browsers have passkeys for the portal's address. */
  readonly hasPasskeys?: boolean;
  readonly setUp: SetUp;
}

/** Control characters stand in no address and no password; the database takes no NUL. */
const line = z.string().min(1).max(320).regex(withoutControls, 'control_characters');

/** A path of the portal, and no other host. */
const ownPath = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])/);

interface AuthRoute {
  readonly schema: z.ZodObject;
  /** Where its refusals mean something else than those of a password or a link. */
  readonly reasons?: Partial<Record<ErrorCode, Reason>>;
  /** What the library calls it, and is sent; absent where that is the same. */
  readonly asLibrary?: (body: Record<string, unknown>) => { readonly path: string; readonly body: object };
}

const passwordRoutes: Readonly<Record<string, AuthRoute>> = {
  '/sign-in/email': { schema: z.strictObject({ email: line, password: line }) },
  // Once the password was right and the answer was 202.
  '/sign-in/code': {
    schema: z.strictObject({ code: line.max(64) }),
    reasons: {
      unauthenticated: { code: 'code_wrong', params: {} },
      not_found: { code: 'sign_in_again', params: {} },
    },
  },
  // It answers where the session at the organisation's page is ended, too.
  [signOutPath]: {
    schema: z.strictObject({}),
    asLibrary: () => ({ path: signOutPath, body: { disableRedirect: true } }),
  },
  '/set-password': { schema: z.strictObject({ token: line, password: line }) },
  [setUpPath]: { schema: setUpSchema },
};

const passkeyRoutes: Readonly<Record<string, AuthRoute>> = {
  '/sign-in/passkey-options': { schema: z.strictObject({}) },
  '/sign-in/passkey': {
    schema: z.strictObject({ answer: passkeyAnswerSchema }),
    reasons: { unauthenticated: { code: 'passkey_refused', params: {} } },
  },
};

const singleSignOnRoutes: Readonly<Record<string, AuthRoute>> = {
  // It answers the address of the organisation's page.
  '/sign-in/sso': {
    schema: z.strictObject({ returnTo: ownPath }),
    asLibrary: ({ returnTo }) => ({
      path: '/sign-in/social',
      body: {
        provider: 'sso',
        callbackURL: returnTo,
        errorCallbackURL: `/sign-in?${new URLSearchParams({ returnTo: String(returnTo) })}`,
        disableRedirect: true,
      },
    }),
  },
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

const validBody = async (request: Request, schema: z.ZodObject): Promise<Record<string, unknown>> => {
  const parsed = schema.safeParse(await readJson(request));
  if (parsed.success) return parsed.data;
  const fields = toFieldFaults(parsed.error.issues);
  throw new DomainError('invalid_input', undefined, { fields });
};

const silent = { code: 'sso_provider_silent', params: {} } as const;

const inOurWords = (answer: Response, requestId: string, path: string, own: AuthRoute['reasons']): Response => {
  if (answer.ok) return answer;
  // The library has no provider as long as that has not said what it is.
  if (path === '/sign-in/social') {
    return toResponse(problemAnswer(describeError(new DomainError('unavailable', silent)), requestId));
  }
  const code = codesOfLibrary[answer.status] ?? (answer.status < 500 ? 'invalid_input' : 'internal');
  const wait = answer.headers.get('retry-after') ?? answer.headers.get('x-retry-after');
  const described = describeError(new DomainError(code, own?.[code] ?? reasons[code]));
  return toResponse(problemAnswer(described, requestId, wait === null ? {} : { 'retry-after': wait }));
};

export const createAuthHandler = (options: AuthHandlerOptions) => {
  const { handle, log, rateLimits, clientAddress, hasSingleSignOn = false, hasPasskeys = false, setUp } = options;
  const routes: Readonly<Record<string, AuthRoute>> = {
    ...passwordRoutes,
    ...(hasPasskeys ? passkeyRoutes : {}),
    ...(hasSingleSignOn ? singleSignOnRoutes : {}),
  };

  const answer = async (request: Request, requestId: string): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const path = pathname.slice(authEndpoint.length);
    if (hasSingleSignOn && path === callbackPath) return answerCallback({ handle, log, request, requestId });
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (route === undefined) return toResponse(refusal('not_found', requestId));
    if (request.method !== 'POST') return toResponse(refusal('method_not_allowed', requestId, { allow: 'POST' }));
    try {
      const body = await validBody(request, route.schema);
      if (path === setUpPath) {
        const userAgent = request.headers.get('user-agent');
        return Response.json(await beginSetUp(setUp, { requestId, address: clientAddress(request), userAgent }, body));
      }
      const asked = route.asLibrary?.(body) ?? { path, body };
      const { url, method, headers, signal } = request;
      const init = { method, signal, body: JSON.stringify(asked.body), headers: bodyHeaders(headers) };
      const answered = await handle(new Request(new URL(`${authEndpoint}${asked.path}`, url), init));
      return inOurWords(answered, requestId, asked.path, route.reasons);
    } catch (error) {
      logError(log, error, { requestId, operation: `POST ${pathname}` });
      return toResponse(problemAnswer(describeError(error), requestId));
    }
  };
  /** Signing out is nobody's way in. */
  const admit = async (request: Request, requestId: string, told: Map<string, string>): Promise<void> => {
    const { headers, url } = request;
    const source = { address: clientAddress(request), requestId, userAgent: headers.get('user-agent') };
    const as = new URL(url).pathname === `${authEndpoint}${signOutPath}` ? 'request' : 'sign_in';
    tellLimits(await rateLimits.ofAddress(source, as), told);
  };

  const answerWithin = async (request: Request, requestId: string, told: Map<string, string>): Promise<Response> => {
    try {
      await admit(request, requestId, told);
    } catch (error) {
      logError(log, error, { requestId, operation: 'sign-in' });
      return toResponse(problemAnswer(describeError(error), requestId));
    }
    return answer(request, requestId);
  };

  return async (request: Request): Promise<Response> => {
    const told = new Map<string, string>();
    const response = await answerWithin(request, requestIdOf(request.headers.get(requestIdHeader)), told);
    for (const [name, value] of told) response.headers.set(name, value);
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
