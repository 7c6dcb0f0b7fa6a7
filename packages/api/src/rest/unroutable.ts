// The facade's answer to an address that its host cannot route at all, such as broken percent-encoding: hosts refuse
// those before the facade is asked, and REST clients should still see a problem document.
import { requestIdHeader, requestIdOf } from '../http/request-id.ts';
import { refusal } from './problem.ts';

export const unroutable = (headers: Headers): Response => {
  const requestId = requestIdOf(headers);
  return refusal('not_found', requestId, {
    [requestIdHeader]: requestId,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
};
