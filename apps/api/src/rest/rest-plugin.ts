// Mounts the REST facade in Fastify. The facade parses, limits and words everything itself, so it answers in the `onRequest`
// hook, before Fastify looks at content type or body and refuses in words of its own.

import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { addressHeader, forwarderHeader } from '@portal/api/edge';
import { createRestAnswers, type Incoming, isInPieces, type RestHandlerOptions } from '@portal/api/rest';
import type { Log } from '@portal/domain';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';

export interface RestPluginOptions extends Omit<RestHandlerOptions, 'clientAddress' | 'basePath'> {
  /** Told of each request: a peer that sends `X-Forwarded-For` without being trusted, or null. */
  readonly onForwarder: (address: string | null) => void;
  /** Ends what would be answered without an end. */
  readonly stopping: AbortSignal;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const hasBody = ({ headers, method }: FastifyRequest['raw']): boolean =>
  method !== 'GET' && (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0');

/** Nothing of it is read before the handler does: a body that nobody reads is left for Node to discard. */
const incomingOf = ({ raw }: FastifyRequest, signal: AbortSignal): Incoming => ({
  method: raw.method ?? 'GET',
  url: raw.url ?? '/',
  headers: { get: (name) => raw.headers[name.toLowerCase()]?.toString() ?? null },
  body: hasBody(raw) ? raw : null,
  signal,
});

const hasLeft = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** A client that goes away ends what makes the pieces; what ends otherwise is cut off, so that nobody takes it for whole. */
const sendPieces = async (pieces: AsyncIterable<string>, response: ServerResponse, log: Log): Promise<void> => {
  try {
    await pipeline(pieces, response);
  } catch (error) {
    if (!response.destroyed) response.destroy();
    if (!hasLeft(error))
      log.warn('an answer was not sent whole', { error: error instanceof Error ? error.message : String(error) });
  }
};

export const restPlugin: FastifyPluginAsync<RestPluginOptions> = async (app, options) => {
  const answer = createRestAnswers({ ...options, clientAddress: ({ headers }) => headers.get(addressHeader) });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const incoming = incomingOf(request, AbortSignal.any([gone.signal, options.stopping]));
    options.onForwarder(incoming.headers.get(forwarderHeader));
    const { status, headers, body } = await answer(incoming);
    // Past Fastify, which would add to the content type.
    reply.hijack();
    reply.raw.writeHead(status, headers);
    if (isInPieces(body)) await sendPieces(body, reply.raw, options.log);
    else reply.raw.end(body);
  };

  app.route({ method: methods, url: '/api/*', onRequest: handle, handler: handle });
};
