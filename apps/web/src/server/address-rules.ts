// Which methods the portal's addresses have, before Next or any handler is asked.
import type { AddressRule } from '@portal/api/edge';
import { setUpPath, signInPath } from '../features/account/return-path.ts';

/** The sign of the installation. */
export const logoPath = '/logo';

const readOnly: readonly string[] = ['GET'];
const formMethods: readonly string[] = ['GET', 'POST'];
/** A password that is sent before the scripts of the page run must not end in an address. */
const passwordPages: ReadonlySet<string> = new Set([signInPath, '/set-password', setUpPath]);
const development = '/__nextjs';

export const ruleOf = (path: string): AddressRule => {
  // Next would send `/api/x/` on to `/api/x`.
  if (path === '/api' || (path.startsWith('/api/') && path.endsWith('/'))) return 'unknown';
  if (path.startsWith('/api/') || path.startsWith(development)) return 'handler';
  return passwordPages.has(path) ? formMethods : readOnly;
};

/** Pages are for who is signed in, in their language. What is below `/api` says for itself what it depends on; files are the same for everybody. */
export const variesBy = (path: string): string | null =>
  path.startsWith('/api/') || path.startsWith('/_next/static/') || path === logoPath ? null : 'Accept-Language, Cookie';
