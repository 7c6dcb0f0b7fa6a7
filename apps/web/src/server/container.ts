// Puts the portal's server side together, once a process: database, sign-in, services, and the handlers of its API
// routes. The only place in apps/web that knows how any of them is made.
import { authEndpoint, createAuthHandler } from '@portal/api/auth';
import { addressHeader, forwarderHeader } from '@portal/api/edge';
import { createRestHandler } from '@portal/api/rest';
import { createTrpcHandler, trpcEndpoint } from '@portal/api/trpc';
import { createDatabase } from '@portal/db';
import { createAuth, createPasskeyVerifier, createSessionResolver } from '@portal/db/auth';
import { createVault, setUpCode, systemClock, systemIds } from '@portal/db/system';
import {
  createForwarderAlarm,
  createServices,
  createSetUp,
  isOverseer,
  may,
  rightsOf,
  type Say,
  type Services,
  type SetUp,
  simulationOf,
  type UserPrincipal,
} from '@portal/domain';
import { createMailer } from '@portal/mail';
import { rendererFor } from '@portal/messages';
import type { Simulation } from '@portal/types';
import { createWebhookSender } from '@portal/webhooks';
import { breakGlassEmail, env, mailSettings, rateLimits, singleSignOn } from '@/env.ts';
import { cookieIn, readerOf } from '@/i18n/reader.ts';
import { createLog } from './log.ts';

export type SignedInPerson = UserPrincipal;

export interface Container {
  readonly services: Services;
  readonly log: ReturnType<typeof createLog>;
  /** The person whose session the headers' cookie names; null when nobody is signed in. */
  readonly resolveSession: (headers: Headers) => Promise<UserPrincipal | null>;
  readonly may: typeof may;
  readonly isOverseer: typeof isOverseer;
  readonly rightsOf: typeof rightsOf;
  /** The words of a code, for pages that nobody is signed in to. */
  readonly say: (locale: string) => Say;
  /** Whether browsers have passkeys for the portal's address. */
  readonly hasPasskeys: boolean;
  /** Which clusters do not really exist. For pages that nobody is signed in to. */
  readonly simulation: () => Promise<Simulation | null>;
  /** Whether nobody administers the portal yet. For the pages of signing in. */
  readonly lacksAdministrator: () => Promise<boolean>;
  /** Everything below `/api`. */
  readonly handleApi: (request: Request) => Promise<Response>;
}

const clientAddress = ({ headers }: { readonly headers: Pick<Headers, 'get'> }): string | null =>
  headers.get(addressHeader);

type Handler = (request: Request) => Promise<Response>;

const createApiHandler =
  (handlers: Readonly<Record<'trpc' | 'auth' | 'rest', Handler>>): Handler =>
  (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(`${trpcEndpoint}/`)) return handlers.trpc(request);
    if (pathname.startsWith(`${authEndpoint}/`) || pathname === authEndpoint) return handlers.auth(request);
    return handlers.rest(request);
  };

/** Says once in the process's log how the first administrator is made: when the portal is first opened while it has none. */
const sayingHow = ({ isOpen }: SetUp, say: () => void): (() => Promise<boolean>) => {
  let isSaid = false;
  return async () => {
    const lacks = await isOpen();
    if (lacks && !isSaid) say();
    isSaid ||= lacks;
    return lacks;
  };
};

const createContainer = (): Container => {
  const {
    DATABASE_APP_URL,
    PORTAL_URL,
    PORTAL_NAME,
    AUTH_SECRET,
    SECRETS_KEY,
    SECRETS_RETIRED_KEYS,
    LOG_LEVEL,
    SESSION_IDLE_HOURS,
    SESSION_MAX_HOURS,
    TOKEN_MAX_DAYS,
    CONSOLE_URL,
    WEBHOOK_ALLOWED_RANGES: allowed,
    TRUSTED_PROXY_HOPS: trustedProxyHops,
  } = env();
  const log = createLog(LOG_LEVEL);
  const database = createDatabase({ url: DATABASE_APP_URL, log });
  const passkeyVerifier = createPasskeyVerifier(PORTAL_URL);
  const mail = mailSettings();
  const services = createServices({
    passkeyVerifier,
    words: rendererFor,
    ...database,
    clock: systemClock,
    ids: systemIds,
    vault: createVault(SECRETS_KEY, SECRETS_RETIRED_KEYS),
    tokenPolicy: { maxDays: TOKEN_MAX_DAYS },
    rateLimits: rateLimits(),
    consoleUrl: CONSOLE_URL ?? null,
    portalName: PORTAL_NAME,
    mailer: mail === null ? null : createMailer(mail),
    webhookSender: createWebhookSender({ allowed }),
  });
  const authConfig = {
    database,
    log,
    secret: AUTH_SECRET,
    baseUrl: PORTAL_URL,
    // Over http the portal is reached on the machine itself alone.
    secureCookies: new URL(PORTAL_URL).protocol === 'https:',
    singleSignOn: singleSignOn(),
    breakGlassEmail: breakGlassEmail(),
    codes: services.secondFactor,
    passkeys: passkeyVerifier === null ? null : services.passkeys,
    sessions: { idleHours: SESSION_IDLE_HOURS, maxHours: SESSION_MAX_HOURS },
  };
  const auth = createAuth(authConfig);
  const code = setUpCode(AUTH_SECRET);
  const setUp = createSetUp({ ...database, clock: systemClock, ids: systemIds, code });
  const lacksAdministrator = sayingHow(setUp, () =>
    log.warn('nobody administers this portal yet', { setUpAt: `${PORTAL_URL}/set-up#${code}` }),
  );
  const resolveSession = createSessionResolver(auth, authConfig);
  const { unitOfWork } = database;
  const tellForwarder = createForwarderAlarm({ unitOfWork, log, process: 'web', trustedProxyHops });
  const answer = createApiHandler({
    trpc: createTrpcHandler({
      ...{ services, resolveSession, resolveToken: database.tokens.resolve, log, clientAddress },
      portalOrigin: PORTAL_URL,
      readerOf: (headers) =>
        readerOf({
          acceptLanguage: headers.get('accept-language'),
          cookie: (name) => cookieIn(headers.get('cookie'), name),
        }),
    }),
    auth: createAuthHandler({
      handle: (request) => auth.handler(request),
      ...{ log, rateLimits: services.rateLimits },
      hasPasskeys: passkeyVerifier !== null,
      hasSingleSignOn: authConfig.singleSignOn !== null,
      setUp,
      clientAddress,
    }),
    rest: createRestHandler({ services, resolveToken: database.tokens.resolve, resolveSession, log, clientAddress }),
  });
  return {
    services,
    log,
    resolveSession,
    may,
    isOverseer,
    rightsOf,
    say: (locale) => rendererFor({ locale }),
    hasPasskeys: passkeyVerifier !== null,
    lacksAdministrator,
    simulation: async () => simulationOf(await database.engine.clusters()),
    handleApi: (request) => {
      tellForwarder(request.headers.get(forwarderHeader));
      return answer(request);
    },
  };
};

/** Next loads this module once for each bundle, and anew after each change while developing; the process has one. */
const holder: typeof globalThis & { portalContainer?: Container } = globalThis;

export const container = (): Container => {
  holder.portalContainer ??= createContainer();
  return holder.portalContainer;
};
