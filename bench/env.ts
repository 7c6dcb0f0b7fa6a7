/** What the benchmarks read from, and hand on of, their environment. */
import { z } from 'zod';

const bareServerSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535),
  DATABASE_APP_URL: z.string().startsWith('postgres'),
});

const sealerSchema = z.object({
  DATABASE_APP_URL: z.string().startsWith('postgres'),
  AUDIT_SEAL_KEY: z.string().length(43),
  AUDIT_CHECKPOINT_FILE: z.string().min(1),
});

const portSchema = z.object({ PORT: z.coerce.number().int().min(1).max(65_535) });
const proxySchema = portSchema.extend({ FAR_END_PORT: z.coerce.number().int().min(1).max(65_535) });

export const farEndEnv = () => portSchema.parse(process.env);

export const proxyEnv = () => proxySchema.parse(process.env);

export const sealerEnv = () => sealerSchema.parse(process.env);

export const bareServerEnv = () => bareServerSchema.parse(process.env);

/** A measurement asks as much as there is to ask: it is counted like every request, and never refused. */
export const liftRateLimits = (): void => {
  for (const name of ['TOKEN', 'PERSON', 'ADDRESS', 'STREAM', 'SIGN_IN'])
    process.env[`RATE_LIMIT_${name}`] ??= '100000000';
};

/** A child process gets everything that this one has, and what is laid over it. */
export const childEnv = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: 'production',
  ...variables,
});
