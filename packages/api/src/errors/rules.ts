// What each error code means on the two wires: tRPC's code, the HTTP status, and, where waiting helps, for how long. One table, total over the codes; nothing else in the package decides a status.
import { type ErrorCode, errorCodes } from '@portal/types';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';

interface ErrorRule {
  readonly trpc: TRPC_ERROR_CODE_KEY;
  readonly status: number;
  readonly retryAfterSeconds: number | null;
}

export const errorRules = {
  invalid_input: { trpc: 'BAD_REQUEST', status: 400, retryAfterSeconds: null },
  malformed_body: { trpc: 'PARSE_ERROR', status: 400, retryAfterSeconds: null },
  malformed_request: { trpc: 'BAD_REQUEST', status: 400, retryAfterSeconds: null },
  unauthenticated: { trpc: 'UNAUTHORIZED', status: 401, retryAfterSeconds: null },
  forbidden: { trpc: 'FORBIDDEN', status: 403, retryAfterSeconds: null },
  not_found: { trpc: 'NOT_FOUND', status: 404, retryAfterSeconds: null },
  method_not_allowed: {
    trpc: 'METHOD_NOT_SUPPORTED',
    status: 405,

    retryAfterSeconds: null,
  },
  transition_refused: { trpc: 'CONFLICT', status: 409, retryAfterSeconds: null },
  conflict: { trpc: 'CONFLICT', status: 409, retryAfterSeconds: 1 },
  idempotency_key_reused: { trpc: 'CONFLICT', status: 409, retryAfterSeconds: null },
  already_shown: { trpc: 'CONFLICT', status: 409, retryAfterSeconds: null },
  precondition_failed: {
    trpc: 'PRECONDITION_FAILED',
    status: 412,

    retryAfterSeconds: null,
  },
  limit_exceeded: { trpc: 'UNPROCESSABLE_CONTENT', status: 422, retryAfterSeconds: null },
  payload_too_large: { trpc: 'PAYLOAD_TOO_LARGE', status: 413, retryAfterSeconds: null },
  uri_too_long: { trpc: 'BAD_REQUEST', status: 414, retryAfterSeconds: null },
  headers_too_large: { trpc: 'BAD_REQUEST', status: 431, retryAfterSeconds: null },
  request_timeout: { trpc: 'TIMEOUT', status: 408, retryAfterSeconds: null },
  unsupported_media_type: {
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    status: 415,

    retryAfterSeconds: null,
  },
  rate_limited: { trpc: 'TOO_MANY_REQUESTS', status: 429, retryAfterSeconds: 10 },
  unavailable: { trpc: 'SERVICE_UNAVAILABLE', status: 503, retryAfterSeconds: 10 },
  internal: { trpc: 'INTERNAL_SERVER_ERROR', status: 500, retryAfterSeconds: null },
} as const satisfies Record<ErrorCode, ErrorRule>;

/** The code for an HTTP status that some other software chose; its own kind of fault for one that no code has. */
export const codeOfStatus = (status: number): ErrorCode => {
  const known = status === 400 ? undefined : errorCodes.find((code) => errorRules[code].status === status);
  return known ?? (status < 500 ? 'malformed_request' : 'internal');
};

/** Errors that tRPC itself raises, before or after our code: what they are called on our wire. */
export const codeOfTrpc = {
  PARSE_ERROR: 'malformed_body',
  BAD_REQUEST: 'invalid_input',
  UNAUTHORIZED: 'unauthenticated',
  PAYMENT_REQUIRED: 'forbidden',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  TIMEOUT: 'unavailable',
  CONFLICT: 'conflict',
  PRECONDITION_FAILED: 'precondition_failed',
  PRECONDITION_REQUIRED: 'conflict',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  UNPROCESSABLE_CONTENT: 'invalid_input',
  TOO_MANY_REQUESTS: 'rate_limited',
  CLIENT_CLOSED_REQUEST: 'unavailable',
  INTERNAL_SERVER_ERROR: 'internal',
  NOT_IMPLEMENTED: 'internal',
  BAD_GATEWAY: 'unavailable',
  SERVICE_UNAVAILABLE: 'unavailable',
  GATEWAY_TIMEOUT: 'unavailable',
} as const satisfies Record<TRPC_ERROR_CODE_KEY, ErrorCode>;
