// The portal's configuration. The only module of apps/web that reads the environment; `src/main.ts` asks for it at boot,
// so that a missing value stops the server with its name instead of failing the first request.
import { refuseVariables, variables } from '@portal/configuration/variables';
import { createEnv } from '@t3-oss/env-core';

const parse = () =>
  createEnv({
    server: {
      /** Connection of the application role, which owns nothing. */
      DATABASE_APP_URL: variables.DATABASE_APP_URL,
      /** Where people reach the portal: origin checks, cookies and links follow it. */
      PORTAL_URL: variables.PORTAL_URL,
      HOST: variables.HOST.default('localhost'),
      PORT: variables.PORT.default(3000),
      AUTH_SECRET: variables.AUTH_SECRET,
      /** The same as that of apps/api. */
      SECRETS_KEY: variables.SECRETS_KEY,
      LOG_LEVEL: variables.LOG_LEVEL.default('info'),
      SESSION_IDLE_HOURS: variables.SESSION_IDLE_HOURS.default(12),
      SESSION_MAX_HOURS: variables.SESSION_MAX_HOURS.default(168),
      TOKEN_MAX_DAYS: variables.TOKEN_MAX_DAYS.default(365),
      TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS.default(0),
    },
    runtimeEnv: process.env,
    emptyStringAsUndefined: true,
    onValidationError: refuseVariables,
  });

let parsed: ReturnType<typeof parse> | undefined;

/** Parsed once, on first use: a build has no environment and needs none. */
export const env = (): ReturnType<typeof parse> => {
  parsed ??= parse();
  return parsed;
};

/** Next inlines it at build time; what runs outside of its bundle reads it. */
export const isDevelopment = process.env.NODE_ENV === 'development';
