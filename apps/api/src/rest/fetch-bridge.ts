// Between Fastify's requests and replies and those of fetch.
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The host of a request is not trusted for anything, so every URL is built upon this one. */
const anyHost = 'http://localhost';

const headersOf = ({ headers: incoming }: FastifyRequest['raw']): Headers => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
  }
  return headers;
};

const hasBody = ({ headers, method }: FastifyRequest['raw']): boolean =>
  method !== 'GET' && (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0');

export const toFetchRequest = ({ raw }: FastifyRequest, signal: AbortSignal): Request => {
  const base = { method: raw.method ?? 'GET', headers: headersOf(raw), signal };
  // `from` reads nothing before the handler does: a body that nobody reads is left for Node to discard.
  const body = hasBody(raw) ? { body: ReadableStream.from(raw), duplex: 'half' as const } : {};
  return new Request(new URL(raw.url ?? '/', anyHost), { ...base, ...body });
};

export const sendFetchResponse = async (reply: FastifyReply, response: Response): Promise<FastifyReply> => {
  // Every answer is whole and small: as one buffer it gets a content-length and costs no stream.
  const body = Buffer.from(await response.arrayBuffer());
  return reply.code(response.status).headers(Object.fromEntries(response.headers)).send(body);
};
