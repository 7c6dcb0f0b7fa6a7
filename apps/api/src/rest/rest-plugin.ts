// Mounts the REST facade in Fastify. The facade is a fetch handler that parses, limits and words everything itself, so
// it answers in the `onRequest` hook, before Fastify looks at content type or body and refuses in words of its own.
import { addressHeader } from '@portal/api/edge';
import { createRestHandler, type RestHandlerOptions } from '@portal/api/rest';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { sendFetchResponse, toFetchRequest } from './fetch-bridge.ts';

export type RestPluginOptions = Omit<RestHandlerOptions, 'clientAddress' | 'basePath'>;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const restPlugin: FastifyPluginAsync<RestPluginOptions> = async (app, options) => {
  const handle = createRestHandler({ ...options, clientAddress: ({ headers }) => headers.get(addressHeader) });

  const answer = async (incoming: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    return sendFetchResponse(reply, await handle(toFetchRequest(incoming, gone.signal)));
  };

  app.route({ method: methods, url: '/api/*', onRequest: answer, handler: answer });
};
