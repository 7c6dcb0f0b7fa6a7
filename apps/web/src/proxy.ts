// Runs before every page: gives it a fresh nonce with the content security policy built on it, and tells the page which
// address was asked for, so that sign-in can lead back to it. API routes answer for themselves and are left out.
import { type NextRequest, NextResponse } from 'next/server';
import { env, isDevelopment } from '@/env.ts';
import { nonceHeader, pathHeader } from '@/server/request-headers.ts';

/** Consoles alone are elsewhere. */
const consoleSource = (): string => {
  const { CONSOLE_URL } = env();
  return CONSOLE_URL === undefined ? '' : ` ${CONSOLE_URL}`;
};

const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'self'",
    // React's development build evaluates strings to show server stacks; the production build does not.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Positioned popups and bars carry computed style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${consoleSource()}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set('content-security-policy', policy);
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export const config = { matcher: ['/((?!api/|_next/static|_next/image|logo$).*)'] };
