/**
 * Who sends a request: an API token, or somebody who logged in and shows the ticket, which wins over a token. Every
 * refusal is held back as PVE does, and says nothing about what was wrong.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessControl, Principal } from '../cluster/access-control.ts';
import { bodylessError } from './api-error.ts';

export interface AuthenticationOptions {
  readonly access: AccessControl;
  readonly failureDelayMs: number;
}

type Verdict = Principal | { readonly refusal: string };

function cookieOf(request: IncomingMessage): string | null {
  const value = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function byTicket(request: IncomingMessage, ticket: string, access: AccessControl): Verdict {
  const principal = access.ticketHolder(ticket);
  if (principal === null) return { refusal: 'permission denied - invalid PVE ticket' };
  if (request.method === 'GET') return principal;
  const csrf = request.headers.csrfpreventiontoken;
  const good = typeof csrf === 'string' && access.tickets.isCsrfToken(csrf, principal.userId);
  return good ? principal : { refusal: 'Permission denied - invalid csrf token' };
}

function byToken(header: string | undefined, access: AccessControl): Verdict {
  const credentials = /^PVEAPIToken(?:=|\s)(.*)$/.exec(header ?? '')?.[1];
  const looksLikeToken = header?.startsWith('PVEAPIToken') === true;
  const principal = credentials === undefined ? null : access.authenticate(credentials);
  return principal ?? { refusal: looksLikeToken ? 'Authentication failed!' : 'No ticket' };
}

export async function authenticate(
  request: IncomingMessage,
  { access, failureDelayMs }: AuthenticationOptions,
): Promise<Principal> {
  const ticket = cookieOf(request);
  const verdict = ticket === null ? byToken(request.headers.authorization, access) : byTicket(request, ticket, access);
  if (!('refusal' in verdict)) return verdict;
  await delay(failureDelayMs, undefined, { ref: false });
  throw bodylessError(401, verdict.refusal);
}
