// Puts the portal's server side together, once a process: database, sign-in, services, and the handlers of its API
// routes. The only place in apps/web that knows how any of them is made.
import { createRestHandler } from '@portal/api/rest';
import { createTrpcHandler } from '@portal/api/trpc';
import { createDatabase } from '@portal/db';
import { createAuth } from '@portal/db/auth';
import { createVault, systemClock, systemIds } from '@portal/db/system';
import {
  createServices,
  type Log,
  mayAdminister,
  type Services,
  seesAdministration,
  simulationOf,
  type UserPrincipal,
} from '@portal/domain';
import type { Simulation } from '@portal/types';
import { pino } from 'pino';
import { env } from '@/env.ts';
import { isLoopback } from './loopback.ts';
import { addressHeader } from './request-headers.ts';

export type SignedInPerson = UserPrincipal;

export interface Container {
  readonly services: Services;
  readonly log: Log;
  /** The person whose session the headers' cookie names; null when nobody is signed in. */
  readonly resolveSession: (headers: Headers) => Promise<UserPrincipal | null>;
  /** Whether the administration's pages exist for this person. */
  readonly seesAdministration: (person: UserPrincipal) => boolean;
  /** Whether this person may act there. */
  readonly mayAdminister: (person: UserPrincipal) => boolean;
  /** Which clusters do not really exist. For pages that nobody is signed in to. */
  readonly simulation: () => Promise<Simulation | null>;
  readonly handleTrpc: (request: Request) => Promise<Response>;
  readonly handleRest: (request: Request) => Promise<Response>;
  readonly handleAuth: (request: Request) => Promise<Response>;
}

const createLog = (level: string): Log => {
  const logger = pino({ level, serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err } });
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
};

const clientAddress = (request: Request): string | null => request.headers.get(addressHeader);

const createContainer = (): Container => {
  const { DATABASE_APP_URL, PORTAL_URL, AUTH_SECRET, SECRETS_KEY, LOG_LEVEL } = env();
  const log = createLog(LOG_LEVEL);
  const database = createDatabase({ url: DATABASE_APP_URL, log });
  const services = createServices({ ...database, clock: systemClock, ids: systemIds, vault: createVault(SECRETS_KEY) });
  const auth = createAuth({
    database,
    secret: AUTH_SECRET,
    baseUrl: PORTAL_URL,
    secureCookies: !isLoopback(new URL(PORTAL_URL)),
  });
  const resolveSession = async (headers: Headers): Promise<UserPrincipal | null> => {
    const found = await auth.api.getSession({ headers });
    return found === null ? null : database.people.ofSession(found.session);
  };
  return {
    services,
    log,
    resolveSession,
    seesAdministration,
    mayAdminister,
    simulation: async () => simulationOf(await database.engine.clusters()),
    handleTrpc: createTrpcHandler({ services, resolveSession, portalOrigin: PORTAL_URL, log, clientAddress }),
    handleRest: createRestHandler({
      services,
      resolveToken: (bearer) => database.tokens.resolve(bearer),
      log,
      clientAddress,
    }),
    handleAuth: (request) => auth.handler(request),
  };
};

/** Next loads this module once for each bundle, and anew after each change while developing; the process has one. */
const holder: typeof globalThis & { portalContainer?: Container } = globalThis;

export const container = (): Container => {
  holder.portalContainer ??= createContainer();
  return holder.portalContainer;
};
