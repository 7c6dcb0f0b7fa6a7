// The portal's configuration. The only module of apps/web that reads the environment; `src/main.ts` asks for it at boot,
// so that a missing value stops the server with its name instead of failing the first request.
import { createEnv } from '@t3-oss/env-core';
import { z } from 'zod';

const parse = () =>
  createEnv({
    server: {
      /** Connection of the application role, which owns nothing. */
      DATABASE_APP_URL: z.url({ protocol: /^postgres(ql)?$/ }),
      /** Where people reach the portal: origin checks, cookies and links follow it. */
      PORTAL_URL: z.url({ protocol: /^https?$/ }),
      HOST: z.string().min(1).default('localhost'),
      PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
      AUTH_SECRET: z.string().min(32),
      /** Seals what must be read again: 32 bytes in base64url. The same as that of apps/api. */
      SECRETS_KEY: z.string().regex(/^[\w-]{43}$/, 'takes 32 bytes in base64url, which are 43 characters'),
      LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
      /** How many reverse proxies of ours stand in front: 0 trusts no `X-Forwarded-For`, 1 its last entry, and so on. */
      TRUSTED_PROXY_HOPS: z.string().regex(/^\d$/).default('0').transform(Number),
    },
    runtimeEnv: process.env,
    emptyStringAsUndefined: true,
  });

let parsed: ReturnType<typeof parse> | undefined;

/** Parsed once, on first use: a build has no environment and needs none. */
export const env = (): ReturnType<typeof parse> => {
  parsed ??= parse();
  return parsed;
};

/** Next inlines it at build time; what runs outside of its bundle reads it. */
export const isDevelopment = process.env.NODE_ENV === 'development';
