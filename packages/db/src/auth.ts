// Sign-in: Better Auth over the portal's own tables, whose triggers put every sign-in, sign-out and change of an
// account on record. People are made by administrators (and the seed), never by signing up; roles and teams cannot be
// sent by a client.
import { personNameSchema } from '@portal/types';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { uuidv7 } from 'uuidv7';
import { fitUserAgent } from './bounds.ts';
import { type Database, prismaOf } from './database.ts';
import type { PrismaClient } from './generated/client.ts';
import { passwordRoute } from './password-route.ts';
import { signInGuard } from './sign-in-guard.ts';

export interface AuthConfig {
  readonly database: Database;
  /** Signs cookies; 32 characters or more. */
  readonly secret: string;
  /** The portal's public base URL. */
  readonly baseUrl: string;
  /** Off only on loopback over plain HTTP. */
  readonly secureCookies: boolean;
  /** Instead of the library's, which is slow on purpose. */
  readonly passwords?: PasswordHasher;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(given: { readonly password: string; readonly hash: string }): Promise<boolean>;
}

/** Set by our own edge from the connection; what clients send under this name must never arrive here. */
export const CLIENT_ADDRESS_HEADER = 'x-portal-ip';

const SESSION_SECONDS = 12 * 60 * 60;
const SESSION_REFRESH_SECONDS = 60 * 60;

const readableName = (name: unknown): string => {
  const parsed = personNameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new APIError('BAD_REQUEST', { message: 'This name cannot be taken.' });
};

/** Whatever way they came by; told no more than for a wrong password. */
const refuseDisabled = async (prisma: PrismaClient, userId: string): Promise<void> => {
  const disabled = await prisma.user.count({ where: { id: userId, disabledAt: { not: null } } });
  if (disabled > 0) throw new APIError('UNAUTHORIZED', { message: 'Invalid email or password' });
};

export const createAuth = (config: AuthConfig) =>
  betterAuth({
    appName: 'Support Provisioning Portal',
    baseURL: config.baseUrl,
    basePath: '/api/auth',
    secret: config.secret,
    telemetry: { enabled: false },
    database: prismaAdapter(prismaOf(config.database), { provider: 'postgresql', transaction: true }),
    emailAndPassword: {
      ...{ enabled: true, disableSignUp: true, minPasswordLength: 12 },
      ...(config.passwords && { password: config.passwords }),
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_REFRESH_SECONDS },
    databaseHooks: {
      session: {
        create: {
          before: async (row) => {
            await refuseDisabled(prismaOf(config.database), row.userId);
            return { data: { ...row, userAgent: fitUserAgent(row.userAgent) } };
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
    plugins: [signInGuard(prismaOf(config.database), CLIENT_ADDRESS_HEADER), passwordRoute(prismaOf(config.database))],
    advanced: {
      useSecureCookies: config.secureCookies,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: config.secureCookies },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => uuidv7() },
    },
  });

export type Auth = ReturnType<typeof createAuth>;
