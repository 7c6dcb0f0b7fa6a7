// Secrets of webhooks, as Standard Webhooks writes them.
import type { Ids } from '../ports/system.ts';

/** Base64 of the 32 bytes that `secret()` answers as base64url. */
export const newWebhookSecret = (ids: Pick<Ids, 'secret'>): string =>
  `whsec_${ids.secret().replaceAll('-', '+').replaceAll('_', '/')}=`;
