/** An answer as it goes over the wire, and how successes and refusals become one. */
import type { ServerResponse } from 'node:http';
import type { ApiError } from './api-error.ts';
import type { Answer } from './route.ts';

export interface WireAnswer {
  readonly status: number;
  readonly reason: string;
  readonly contentType: string | null;
  readonly body: string;
  /** PVE closes the connection after its bodyless refusals. */
  readonly close: boolean;
}

const jsonType = 'application/json;charset=UTF-8';

export function successAnswer(answer: Answer): WireAnswer {
  return { status: 200, reason: 'OK', contentType: jsonType, body: JSON.stringify(answer), close: false };
}

/** `withMessage`: before PVE 8.3 the text stands in the reason phrase alone. */
export function errorAnswer(error: ApiError, withMessage: boolean): WireAnswer {
  const reason = error.message.split('\n', 1)[0] ?? '';
  const head = { status: error.status, reason };
  if (error.form === 'bodyless') return { ...head, contentType: null, body: '', close: true };
  if (error.form === 'text') return { ...head, contentType: null, body: error.message, close: true };
  const errors = error.errors === undefined ? {} : { errors: error.errors };
  const message = withMessage ? { message: error.message } : {};
  const body = JSON.stringify({ data: null, ...message, ...errors });
  return { ...head, contentType: jsonType, body, close: false };
}

/** Node writes the status line as Latin-1; PVE puts UTF-8 bytes there. */
function reasonBytes(reason: string): string {
  return Buffer.from(reason.replace(/[\r\n]/g, ' '), 'utf8').toString('latin1');
}

export function writeHead(response: ServerResponse, answer: WireAnswer): void {
  response.statusCode = answer.status;
  response.statusMessage = reasonBytes(answer.reason);
  response.setHeader('Cache-Control', 'max-age=0');
  response.setHeader('Pragma', 'no-cache');
  response.setHeader('Server', 'pve-api-daemon/3.0');
  response.setHeader('Content-Length', Buffer.byteLength(answer.body));
  if (answer.contentType !== null) response.setHeader('Content-Type', answer.contentType);
  if (answer.close) response.setHeader('Connection', 'close');
}

export function writeAnswer(response: ServerResponse, answer: WireAnswer): void {
  writeHead(response, answer);
  response.end(answer.body);
}
