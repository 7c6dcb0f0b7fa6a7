// The way back from the organisation's sign-in page. Whatever comes of it, the browser is sent on: to where it was going, or to the
// portal's own sign-in page with a code that says why not. The library's own codes and pages are seen by nobody.
import type { Log } from '@portal/domain';
import { isSingleSignOnCode, type SingleSignOnCode } from '@portal/types';
import { z } from 'zod';
import { logError } from '../errors/log-error.ts';
import { toResponse } from '../http/exchange.ts';
import { refusal } from '../rest/problem.ts';

const signInPage = '/sign-in';
/** Where its code stands. */
const codeParameter = 'sso';
/** What the provider adds to the address, and no more of it. */
const parameters = ['code', 'state', 'iss', 'error'] as const;
const longest = 4_096;

const codesOfLibrary: Readonly<Record<string, SingleSignOnCode>> = {
  state_not_found: 'sso_expired',
  state_mismatch: 'sso_expired',
  state_invalid: 'sso_expired',
  access_denied: 'sso_denied',
  invalid_code: 'sso_answer_unusable',
  unable_to_get_user_info: 'sso_answer_unusable',
  issuer_mismatch: 'sso_answer_unusable',
  nonce_binding_missing: 'sso_answer_unusable',
  oauth_provider_not_found: 'sso_provider_silent',
};

const codeOf = (error: string): SingleSignOnCode => codesOfLibrary[error] ?? 'sso_failed';

/** Of a relative address: nobody is sent there. */
const base = 'http://portal.invalid';

const sentOn = (location: string, cookies: readonly string[]): Response => {
  const headers = new Headers({ location });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 302, headers });
};

const toSignIn = (code: SingleSignOnCode, kept: URLSearchParams, cookies: readonly string[]): Response => {
  const returnTo = kept.get('returnTo');
  const search = new URLSearchParams({ [codeParameter]: code, ...(returnTo !== null && { returnTo }) });
  return sentOn(`${signInPage}?${search}`, cookies);
};

const refusalSchema = z.object({ code: z.string() });

/** The library's answer, as the browser is to hear of it. */
const translated = async (answer: Response): Promise<Response> => {
  const cookies = answer.headers.getSetCookie();
  const location = answer.headers.get('location');
  if (location !== null) {
    const { pathname, search, hash, searchParams } = new URL(location, base);
    const error = searchParams.get('error');
    const isTrouble = error !== null && (pathname === signInPage || pathname === '/api/auth/error');
    return isTrouble ? toSignIn(codeOf(error), searchParams, cookies) : sentOn(pathname + search + hash, cookies);
  }
  const body = refusalSchema.safeParse(await answer.json().catch(() => null));
  const code = body.success && isSingleSignOnCode(body.data.code) ? body.data.code : 'sso_failed';
  return toSignIn(code, new URLSearchParams(), cookies);
};

interface Callback {
  readonly handle: (request: Request) => Promise<Response>;
  readonly log: Log;
  readonly request: Request;
  readonly requestId: string;
}

export const answerCallback = async ({ handle, log, request, requestId }: Callback): Promise<Response> => {
  if (request.method !== 'GET') return toResponse(refusal('method_not_allowed', requestId, { allow: 'GET' }));
  const url = new URL(request.url);
  const given = parameters.flatMap((name) => {
    const value = url.searchParams.get(name);
    return value === null || value.length > longest ? [] : [[name, value] as const];
  });
  url.search = new URLSearchParams(Object.fromEntries(given)).toString();
  try {
    return await translated(await handle(new Request(url, { headers: request.headers, signal: request.signal })));
  } catch (error) {
    logError(log, error, { requestId, operation: `GET ${url.pathname}` });
    return toSignIn('sso_failed', new URLSearchParams(), []);
  }
};
