// Sign-in: Better Auth over the portal's own tables, whose triggers put every sign-in, sign-out and change of an
// account on record. People are made by administrators (and the seed), never by signing up; roles and teams cannot be
// sent by a client.
import { type Log, productName, type UserPrincipal } from '@portal/domain';
import { hoursAfter, personNameSchema } from '@portal/types';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { uuidv7 } from 'uuidv7';
import { fitUserAgent } from './bounds.ts';
import { type Database, prismaOf } from './database.ts';
import type { PrismaClient } from './generated/client.ts';
import { passkeySignIn, type SignInPasskeys } from './passkey-sign-in.ts';
import { passwordRoute } from './password-route.ts';
import { createRefusalRecord, refusedAtProvider } from './refused-sign-ins.ts';
import { refuseWithoutCode, type SignInCodes, secondStep } from './second-step.ts';
import { personDisabled, signInGuard } from './sign-in-guard.ts';
import { type SingleSignOn, singleSignOn } from './single-sign-on.ts';

export { createPasskeyVerifier } from './passkeys.ts';

export interface AuthConfig {
  readonly database: Database;
  /** Signs cookies; 32 characters or more. */
  readonly secret: string;
  /** The portal's public base URL. */
  readonly baseUrl: string;
  /** Off only on loopback over plain HTTP. */
  readonly secureCookies: boolean;
  readonly sessions?: SessionLimits;
  /** Beside passwords, or in place of them; absent where there are passwords alone. */
  readonly singleSignOn?: SingleSignOn | null;
  /** The one whose password still signs in; null where everybody's does. */
  readonly breakGlassEmail?: string | null;
  /** The codes of authenticator apps; without them nobody who has one is let in with a password. */
  readonly codes?: SignInCodes | null;
  /** Absent where nobody signs in with a passkey. */
  readonly passkeys?: SignInPasskeys | null;
  /** Where the library's own lines go; without it to standard output. */
  readonly log?: Log;
  /** Instead of the library's, which is slow on purpose. */
  readonly passwords?: PasswordHasher;
}

export interface SessionLimits {
  /** Unused for so long it ends. */
  readonly idleHours: number;
  /** However much it is used. */
  readonly maxHours: number;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(given: { readonly password: string; readonly hash: string }): Promise<boolean>;
}

/** Set by our own edge from the connection; what clients send under this name must never arrive here. */
export const CLIENT_ADDRESS_HEADER = 'x-portal-ip';
/** Set by it, too. */
const REQUEST_ID_HEADER = 'x-request-id';

const HOUR_SECONDS = 3_600;
const usualLimits: SessionLimits = { idleHours: 12, maxHours: 168 };
/** That a session is used is written down no more often than this: a read makes no write. */
const SEEN_EVERY_MS = 10 * 60_000;

const limitsOf = ({ sessions = usualLimits }: Pick<AuthConfig, 'sessions'>): SessionLimits => sessions;

const readableName = (name: unknown): string => {
  const parsed = personNameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new APIError('BAD_REQUEST', { message: 'This name cannot be taken.' });
};

const refuseDisabled = async (prisma: PrismaClient, userId: string): Promise<void> => {
  const disabled = await prisma.user.count({ where: { id: userId, disabledAt: { not: null } } });
  if (disabled > 0) throw personDisabled();
};

/** What else the library would say beside its message, such as what a provider answered, may hold a secret. */
const loggerOver = (log: Log): NonNullable<BetterAuthOptions['logger']> => ({
  log(level, message, ...more) {
    const err = more.find((one) => one instanceof Error);
    const fields = { library: 'better-auth', ...(err === undefined ? {} : { err }) };
    if (level === 'error') log.error(message, fields);
    else if (level === 'warn') log.warn(message, fields);
    else log.info(message, fields);
  },
});

const edge = { address: CLIENT_ADDRESS_HEADER, requestId: REQUEST_ID_HEADER } as const;

const pluginsOf = (config: AuthConfig) => {
  const { database, singleSignOn: settings = null, breakGlassEmail = null, codes = null, passkeys = null } = config;
  const record = createRefusalRecord(database, edge);
  return [
    signInGuard({ database, addressHeader: edge.address, record, breakGlassEmail }),
    secondStep({ database, codes, edge, record }),
    ...(passkeys === null ? [] : [passkeySignIn({ database, passkeys, edge, record, breakGlassEmail })]),
    passwordRoute(prismaOf(database)),
    ...(settings === null ? [] : [singleSignOn({ database, settings, breakGlassEmail }), refusedAtProvider(record)]),
  ];
};

export const createAuth = (config: AuthConfig) =>
  betterAuth({
    appName: productName,
    baseURL: config.baseUrl,
    basePath: '/api/auth',
    secret: config.secret,
    telemetry: { enabled: false },
    ...(config.log && { logger: loggerOver(config.log) }),
    database: prismaAdapter(prismaOf(config.database), { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      ...{ enabled: true, disableSignUp: true, minPasswordLength: 12 },
      ...(config.passwords && { password: config.passwords }),
    },
    // Its cookie lasts as long as a session can; how long it does last stands in its row, and is moved on by `resolveSession`.
    session: { expiresIn: limitsOf(config).maxHours * HOUR_SECONDS, disableSessionRefresh: true },
    databaseHooks: {
      session: {
        create: {
          before: async (row, call) => {
            await refuseDisabled(prismaOf(config.database), row.userId);
            await refuseWithoutCode(config.database, row.userId, call?.path);
            const { idleHours, maxHours } = limitsOf(config);
            const expiresAt = hoursAfter(new Date(), Math.min(idleHours, maxHours));
            return { data: { ...row, expiresAt, userAgent: fitUserAgent(row.userAgent) } };
          },
        },
      },
      // Whatever route of the library it came by: what misleads readers, or what the database refuses, is refused in words.
      user: {
        create: { before: async (row) => ({ data: { ...row, name: readableName(row.name) } }) },
        update: {
          before: async (row) => ({ data: row.name === undefined ? row : { ...row, name: readableName(row.name) } }),
        },
      },
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, defaultValue: 'support' },
        teamId: { type: 'string', input: false, required: false },
      },
    },
    // Its counter counts successes and knows no accounts; the guard takes its place.
    rateLimit: { enabled: false },
    // Nothing is linked or made by the library: single-sign-on.ts has done so before it looks.
    // A sign-in at the provider that was begun is kept by its browser: whoever begins many leaves nothing here.
    account: { accountLinking: { enabled: false }, updateAccountOnSignIn: false, storeStateStrategy: 'cookie' },
    plugins: pluginsOf(config),
    advanced: {
      useSecureCookies: config.secureCookies,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: config.secureCookies },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => uuidv7() },
    },
  });

export type Auth = ReturnType<typeof createAuth>;

/**
 * The person whose session the headers' cookie names. To use it keeps the session from ending for being idle, until it is as old as
 * a session can be.
 */
export const createSessionResolver = (auth: Auth, config: AuthConfig) => {
  const { idleHours, maxHours } = limitsOf(config);
  const prisma = prismaOf(config.database);
  return async (headers: Headers): Promise<UserPrincipal | null> => {
    const found = await auth.api.getSession({ headers });
    if (found === null) return null;
    const { id, updatedAt } = found.session;
    if (updatedAt.getTime() < Date.now() - SEEN_EVERY_MS) {
      await prisma.$executeRaw`
        UPDATE sessions SET updated_at = now(),
          expires_at = least(now() + ${idleHours} * interval '1 hour', created_at + ${maxHours} * interval '1 hour')
        WHERE id = ${id}::uuid AND expires_at > now()`;
    }
    return config.database.people.ofSession(found.session);
  };
};
