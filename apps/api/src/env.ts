// Everything that apps/api reads from its environment, validated before anything starts. Nothing else in this process
// looks at process.env.
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
const vmidSchema = z.coerce.number().int().min(100).max(999_999_999);
const flagSchema = z
  .enum(['0', '1'])
  .default('0')
  .transform((flag) => flag === '1');

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
    /** How often a cluster is compared with the database. */
    OBSERVE_INTERVAL_MS: z.coerce.number().int().min(250).max(3_600_000).default(10_000),
    PVE_CLUSTER_NAME: z.string().min(1).max(64).default('pve'),
    PVE_URL: z.url(),
    PVE_TOKEN_ID: z.string().min(1),
    PVE_TOKEN_SECRET: z.string().min(1),
    PVE_TLS_CA_FILE: z.string().min(1).optional(),
    PVE_TLS_FINGERPRINT: z.string().min(1).optional(),
    /** Accepts any certificate; each start says so in the log. */
    PVE_TLS_INSECURE: z.literal('development-only').optional(),
    PVE_VMID_MIN: vmidSchema.default(5_000),
    PVE_VMID_MAX: vmidSchema.default(5_999),
    PVE_POOL: z.string().min(1).default('support-portal'),
    PVE_STORAGE: z.string().min(1),
    PVE_CLONES_PER_STORAGE: z.coerce.number().int().min(1).max(100).default(4),
    PVE_CLONES_PER_NODE: z.coerce.number().int().min(1).max(100).default(4),
    PVE_SIMULATED: flagSchema,
  },
  runtimeEnv: process.env,
  emptyStringAsUndefined: true,
});

export type Env = typeof env;
