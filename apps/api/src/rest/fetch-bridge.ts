// Between Fastify's requests and replies and those of fetch.
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The host of a request is not trusted for anything, so every URL is built upon this one. */
const anyHost = 'http://localhost';

export const headersOf = ({ rawHeaders }: FastifyRequest['raw']): Headers => {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  }
  return headers;
};

const hasBody = ({ headers, method }: FastifyRequest['raw']): boolean =>
  method !== 'GET' &&
  method !== 'HEAD' &&
  (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0');

export const toFetchRequest = ({ raw }: FastifyRequest, signal: AbortSignal): Request => {
  const url = URL.parse(raw.url ?? '/', anyHost) ?? new URL(anyHost);
  const base = { method: raw.method ?? 'GET', headers: headersOf(raw), signal };
  // `from` reads nothing before the handler does: a body that nobody reads is left for Node to discard.
  return new Request(url, hasBody(raw) ? { ...base, body: ReadableStream.from(raw), duplex: 'half' } : base);
};

export const sendFetchResponse = async (reply: FastifyReply, response: Response): Promise<FastifyReply> => {
  // Every answer is whole and small: as one buffer it gets a content-length and costs no stream.
  const body = Buffer.from(await response.arrayBuffer());
  return reply.code(response.status).headers(Object.fromEntries(response.headers)).send(body);
};
