/** Reads a request body under PVE's rules: none on GET and DELETE, 512 KiB at most, and no chunked encoding. */
import type { IncomingMessage } from 'node:http';
import { plainTextError } from './api-error.ts';
import { decoderOf } from './request-parameters.ts';

const bodyLimitBytes = 512 * 1024;

export async function readParameters(request: IncomingMessage): Promise<Map<string, unknown>> {
  const method = request.method ?? 'GET';
  const declared = Number(request.headers['content-length'] ?? 0);
  const chunked = request.headers['transfer-encoding'] !== undefined;
  if (!chunked && declared === 0) return new Map();
  if (method === 'GET' || method === 'DELETE') throw plainTextError(501, `Unexpected content for method '${method}'`);
  if (chunked) throw plainTextError(501, 'chunked transfer encoding not supported');
  if (declared > bodyLimitBytes) throw plainTextError(501, 'for data too large');
  const decode = decoderOf(request.headers['content-type']);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return decode(Buffer.concat(chunks).toString('utf8'));
}
