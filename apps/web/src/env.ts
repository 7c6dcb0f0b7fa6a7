// The portal's configuration. The only module of apps/web that reads the environment; `src/main.ts` asks for it at boot,
// so that a missing value stops the server with its name instead of failing the first request.
import {
  mailFaults,
  mailOf,
  nameVariable,
  rateLimitsOf,
  rateLimitVariables,
  refuseVariables,
  type SingleSignOn,
  singleSignOnFaults,
  singleSignOnOf,
  variables,
} from '@portal/configuration/variables';
import { createEnv } from '@t3-oss/env-core';

const read = () =>
  createEnv({
    server: {
      /** Connection of the application role, which owns nothing. */
      DATABASE_APP_URL: variables.DATABASE_APP_URL,
      /** Where people reach the portal: origin checks, cookies and links follow it. */
      PORTAL_URL: variables.PORTAL_URL,
      /** What the installation calls itself, shows beside its name, and has for its accent. */
      ...nameVariable,
      PORTAL_LOGO_FILE: variables.PORTAL_LOGO_FILE.optional(),
      PORTAL_ACCENT: variables.PORTAL_ACCENT.optional(),
      /** Where browsers connect to the consoles of VMs: none are offered without it. */
      CONSOLE_URL: variables.CONSOLE_URL.optional(),
      /** Where a ticket is looked up: without it, it is text. */
      TICKET_URL: variables.TICKET_URL.optional(),
      HOST: variables.HOST.default('localhost'),
      PORT: variables.PORT.default(3000),
      AUTH_SECRET: variables.AUTH_SECRET,
      /** The same as that of apps/api. */
      SECRETS_KEY: variables.SECRETS_KEY,
      SECRETS_RETIRED_KEYS: variables.SECRETS_RETIRED_KEYS.default([]),
      LOG_LEVEL: variables.LOG_LEVEL.default('info'),
      SESSION_IDLE_HOURS: variables.SESSION_IDLE_HOURS.default(12),
      SESSION_MAX_HOURS: variables.SESSION_MAX_HOURS.default(168),
      TOKEN_MAX_DAYS: variables.TOKEN_MAX_DAYS.default(365),
      OIDC_ISSUER: variables.OIDC_ISSUER.optional(),
      OIDC_CLIENT_ID: variables.OIDC_CLIENT_ID.optional(),
      OIDC_CLIENT_SECRET: variables.OIDC_CLIENT_SECRET.optional(),
      OIDC_LABEL: variables.OIDC_LABEL.optional(),
      OIDC_GROUPS_CLAIM: variables.OIDC_GROUPS_CLAIM.optional(),
      OIDC_SCOPES: variables.OIDC_SCOPES.optional(),
      OIDC_GROUP_MAP: variables.OIDC_GROUP_MAP.optional(),
      PASSWORD_SIGN_IN: variables.PASSWORD_SIGN_IN.default('on'),
      BREAK_GLASS_EMAIL: variables.BREAK_GLASS_EMAIL.optional(),
      ...rateLimitVariables,
      SMTP_URL: variables.SMTP_URL.optional(),
      SMTP_FROM: variables.SMTP_FROM.optional(),
      WEBHOOK_ALLOWED_RANGES: variables.WEBHOOK_ALLOWED_RANGES.default([]),
      TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS.default(0),
    },
    runtimeEnv: process.env,
    emptyStringAsUndefined: true,
    onValidationError: refuseVariables,
  });

const parse = () => {
  const variables = read();
  const faults = [...singleSignOnFaults(variables), ...mailFaults(variables)];
  return faults.length === 0 ? variables : refuseVariables(faults);
};

let parsed: ReturnType<typeof parse> | undefined;

/** Parsed once, on first use: a build has no environment and needs none. */
export const env = (): ReturnType<typeof parse> => {
  parsed ??= parse();
  return parsed;
};

/** How many requests a minute are let in. */
export const rateLimits = () => rateLimitsOf(env());

/** Null where people sign in with passwords alone. */
export const singleSignOn = (): SingleSignOn | null => singleSignOnOf(env());

/** Null where the portal sends no mail. */
export const mailSettings = () => mailOf(env());

/** The one whose password still signs in; null where everybody's does. */
export const breakGlassEmail = (): string | null => {
  const { PASSWORD_SIGN_IN, BREAK_GLASS_EMAIL = null } = env();
  return PASSWORD_SIGN_IN === 'break-glass' ? BREAK_GLASS_EMAIL : null;
};

/** Next inlines it at build time; what runs outside of its bundle reads it. */
export const isDevelopment = process.env.NODE_ENV === 'development';
