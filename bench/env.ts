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

export const sealerEnv = () => sealerSchema.parse(process.env);

export const bareServerEnv = () => bareServerSchema.parse(process.env);

/** A child process gets everything that this one has, and what is laid over it. */
export const childEnv = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: 'production',
  ...variables,
});
