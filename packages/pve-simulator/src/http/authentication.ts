/** The API token of a request. Every refusal is held back as PVE does, and says nothing about what was wrong. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessControl, Principal } from '../cluster/access-control.ts';
import { bodylessError } from './api-error.ts';

export interface AuthenticationOptions {
  readonly access: AccessControl;
  readonly failureDelayMs: number;
}

export async function authenticate(header: string | undefined, options: AuthenticationOptions): Promise<Principal> {
  const credentials = /^PVEAPIToken(?:=|\s)(.*)$/.exec(header ?? '')?.[1];
  const looksLikeToken = header?.startsWith('PVEAPIToken') === true;
  const principal = credentials === undefined ? null : options.access.authenticate(credentials);
  if (principal !== null) return principal;
  await delay(options.failureDelayMs, undefined, { ref: false });
  throw bodylessError(401, looksLikeToken ? 'Authentication failed!' : 'No ticket');
}
