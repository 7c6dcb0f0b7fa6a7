// Mounts the REST facade in Fastify. The facade is a fetch handler that parses, limits and words everything itself, so
// it answers in the `onRequest` hook, before Fastify looks at content type or body and refuses in words of its own.
import { addressHeader, forwarderHeader } from '@portal/api/edge';
import { createRestHandler, type RestHandlerOptions } from '@portal/api/rest';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { sendFetchResponse, toFetchRequest } from './fetch-bridge.ts';

export interface RestPluginOptions extends Omit<RestHandlerOptions, 'clientAddress' | 'basePath'> {
  /** Told of each request: a peer that sends `X-Forwarded-For` without being trusted, or null. */
  readonly onForwarder: (address: string | null) => void;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const restPlugin: FastifyPluginAsync<RestPluginOptions> = async (app, options) => {
  const handle = createRestHandler({ ...options, clientAddress: ({ headers }) => headers.get(addressHeader) });

  const answer = async (incoming: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const request = toFetchRequest(incoming, gone.signal);
    options.onForwarder(request.headers.get(forwarderHeader));
    return sendFetchResponse(reply, await handle(request));
  };

  app.route({ method: methods, url: '/api/*', onRequest: answer, handler: answer });
};
