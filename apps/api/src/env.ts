// Everything that apps/api reads from its environment, validated before anything starts. Nothing else in this process
// looks at process.env.
import { readClusters } from '@portal/configuration';
import { createEnv } from '@t3-oss/env-core';
import { z } from 'zod';

/** The parts of the work that an instance can do. Any number of instances share one database. */
const roles = ['rest', 'worker'] as const;

const rolesSchema = z
  .string()
  .default(roles.join(','))
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(roles)).min(1));

const portSchema = z.coerce.number().int().min(0).max(65_535);
const canaryHourSchema = z
  .union([z.literal('off').transform(() => null), z.coerce.number().int().min(0).max(23)])
  .default(2);

export const env = createEnv({
  server: {
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: portSchema.default(4000),
    ROLES: rolesSchema,
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /** The application's role: owns nothing. */
    DATABASE_APP_URL: z.url(),
    /** The owner: the job queue's tables are its own. Only the worker needs it. */
    DATABASE_URL: z.url().optional(),
    /** Jobs in hand at once; almost all of them wait for the cluster. */
    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(500).default(40),
    /** How long a worker may be without its mark in the database before its jobs are given to others. */
    WORKER_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(3_000),
    /** How long a worker that has its mark may be silent before it is taken for frozen. */
    WORKER_SILENCE_MS: z.coerce.number().int().min(3_000).max(3_600_000).default(15_000),
    /** How often a cluster is compared with the database. */
    OBSERVE_INTERVAL_MS: z.coerce.number().int().min(250).max(3_600_000).default(10_000),
    /** Seals what must be read again: 32 bytes in base64url. The same as that of apps/web. */
    SECRETS_KEY: z.string().regex(/^[\w-]{43}$/, 'takes 32 bytes in base64url, which are 43 characters'),
    /** Hour of the day at which each template is tried out; `off` for never. */
    CANARY_HOUR_UTC: canaryHourSchema,
    /** How many reverse proxies of ours stand in front: 0 trusts no `X-Forwarded-For`, 1 its last entry, and so on. */
    TRUSTED_PROXY_HOPS: z.string().regex(/^\d$/, 'is a number from 0 to 9').default('0').transform(Number),
  },
  runtimeEnv: process.env,
  emptyStringAsUndefined: true,
});

export type Env = typeof env;

/** Secrets stay where they are, in the environment or in files, until an adapter is made. */
export const clusters = readClusters({ environment: process.env, folder: process.cwd() });
