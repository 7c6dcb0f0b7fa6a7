// Which methods the portal's addresses have, before Next or any handler is asked.
import type { AddressRule } from '@portal/api/edge';
import { signInPath } from '../features/account/return-path.ts';

const readOnly: readonly string[] = ['GET'];
/** Its form, sent before the scripts of the page run, must not end in an address. */
const formPage: readonly string[] = ['GET', 'POST'];
const development = '/__nextjs';

export const ruleOf = (path: string): AddressRule => {
  // Next would send `/api/x/` on to `/api/x`.
  if (path === '/api' || (path.startsWith('/api/') && path.endsWith('/'))) return 'unknown';
  if (path.startsWith('/api/') || path.startsWith(development)) return 'handler';
  return path === signInPath ? formPage : readOnly;
};
