// Everything that apps/api reads from its environment, validated before anything starts. Nothing else in this process
// looks at process.env.
import { readClusters } from '@portal/configuration';
import { nameVariable, rateLimitVariables, refuseVariables, variables } from '@portal/configuration/variables';
import { createEnv } from '@t3-oss/env-core';

export const env = createEnv({
  server: {
    HOST: variables.HOST.default('127.0.0.1'),
    PORT: variables.PORT.default(4000),
    /** The parts of the work that an instance can do. Any number of instances share one database. */
    ROLES: variables.ROLES.default(['rest', 'worker']),
    LOG_LEVEL: variables.LOG_LEVEL.default('info'),
    /** The application's role: owns nothing. */
    DATABASE_APP_URL: variables.DATABASE_APP_URL,
    /** The owner: the job queue's tables are its own. Only the worker needs it. */
    DATABASE_URL: variables.DATABASE_URL.optional(),
    WORKER_CONCURRENCY: variables.WORKER_CONCURRENCY.default(40),
    CLAIM_MS: variables.CLAIM_MS.default(8_000),
    OBSERVE_INTERVAL_MS: variables.OBSERVE_INTERVAL_MS.default(10_000),
    /** The same as that of apps/web. */
    SECRETS_KEY: variables.SECRETS_KEY,
    SECRETS_RETIRED_KEYS: variables.SECRETS_RETIRED_KEYS.default([]),
    /** Without it the audit trail is not sealed. */
    AUDIT_SEAL_KEY: variables.AUDIT_SEAL_KEY.optional(),
    AUDIT_RETIRED_KEYS: variables.AUDIT_RETIRED_KEYS.default([]),
    AUDIT_CHECKPOINT_FILE: variables.AUDIT_CHECKPOINT_FILE.optional(),
    AUDIT_FEED_URL: variables.AUDIT_FEED_URL.optional(),
    AUDIT_FEED_TOKEN: variables.AUDIT_FEED_TOKEN.optional(),
    AUDIT_FEED_CA_FILE: variables.AUDIT_FEED_CA_FILE.optional(),
    AUDIT_RETENTION_DAYS: variables.AUDIT_RETENTION_DAYS.default([]),
    CANARY_HOUR_UTC: variables.CANARY_HOUR_UTC.default(2),
    LEASE_WARNING_HOURS: variables.LEASE_WARNING_HOURS.default([72, 24, 1]),
    UNATTENDED_DELETIONS_PER_HOUR: variables.UNATTENDED_DELETIONS_PER_HOUR.default(50),
    TOKEN_MAX_DAYS: variables.TOKEN_MAX_DAYS.default(365),
    ...rateLimitVariables,
    SMTP_URL: variables.SMTP_URL.optional(),
    SMTP_FROM: variables.SMTP_FROM.optional(),
    WEBHOOK_ALLOWED_RANGES: variables.WEBHOOK_ALLOWED_RANGES.default([]),
    TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS.default(0),
    /** What the installation calls itself. */
    ...nameVariable,
    /** Where the portal's pages are: consoles are for them alone. */
    PORTAL_URL: variables.PORTAL_URL.optional(),
    CONSOLE_IDLE_MINUTES: variables.CONSOLE_IDLE_MINUTES.default(30),
    CONSOLE_MAX_HOURS: variables.CONSOLE_MAX_HOURS.default(12),
  },
  runtimeEnv: process.env,
  emptyStringAsUndefined: true,
  onValidationError: refuseVariables,
});

export type Env = typeof env;

/** Secrets stay where they are, in the environment or in files, until an adapter is made. */
export const clusters = readClusters({ environment: process.env, folder: process.cwd() });
