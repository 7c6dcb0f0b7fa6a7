// What Node's parser cannot make a request of, or gives up waiting for: there is no request to answer, so the problem
// document is written to the connection itself.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '@portal/types';
import { errorRules } from '../errors/rules.ts';
import { requestIdHeader } from '../http/headers.ts';
import { problemMediaType, problemText } from '../rest/problem.ts';
import { safeHeaders } from './outgoing.ts';

const codesOfParser: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

export const codeOfParserError = ({ code = '' }: NodeJS.ErrnoException): ErrorCode =>
  codesOfParser[code] ?? 'malformed_request';

/** Answers on the bare connection, and ends it. */
export const refuseConnection = (
  socket: Duplex,
  { code, requestId, headers = {} }: { code: ErrorCode; requestId: string; headers?: Record<string, string> },
): void => {
  const { status } = errorRules[code];
  const body = problemText(code, requestId);
  const lines = Object.entries({
    'content-type': problemMediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    ...safeHeaders,
    [requestIdHeader]: requestId,
    ...headers,
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
};
