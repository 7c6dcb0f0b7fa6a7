// For `Fastify({ frameworkErrors })`: an address that Fastify itself cannot decode gets the facade's 404, since
// Fastify refuses it before any route or hook is asked.
import { unroutable } from '@portal/api/rest';
import type { FastifyServerOptions } from 'fastify';
import { headersOf, sendFetchResponse } from './fetch-bridge.ts';

export const answerFrameworkError: NonNullable<FastifyServerOptions['frameworkErrors']> = (_error, request, reply) => {
  void sendFetchResponse(reply, unroutable(headersOf(request.raw)));
};
