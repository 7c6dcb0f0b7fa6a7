/**
 * The environment that the commands of this folder read: the variables of `.env.example`, from the process or from an `.env` file at
 * the root (what the process already has wins). Nothing else in `tooling` reads the environment.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from './repository.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  PORTAL_DATA_DIR: z
    .string()
    .default('.data')
    .transform((folder) => resolve(repositoryRoot, folder)),
  PORT: port.default(3000),
  API_PORT: port.default(4000),
  SIMULATOR_PORT: port.default(8006),
  POSTGRES_PORT: port.default(54_329),
  /** `localhost` or, behind a firewall or a proxy that terminates TLS, `0.0.0.0`. Not `HOST`: shells and build tools set that. */
  PORTAL_HOST: z.string().default('localhost'),
  PORTAL_URL: z.url().optional(),
  AUTH_SECRET: z.string().optional(),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  DATABASE_APP_URL: z.string().startsWith('postgres').optional(),
  /** Server for the database tests; without it they start an embedded one. */
  TEST_DATABASE_URL: z.string().startsWith('postgres').optional(),
  PVE_URL: z.url().optional(),
  PVE_TOKEN_ID: z.string().optional(),
  PVE_TOKEN_SECRET: z.string().optional(),
  /** Where the templates and the portal's VMs lie, for the seed; apps/api reads the same and has the same defaults. */
  PVE_CLUSTER_NAME: z.string().default('pve'),
  PVE_VMID_MIN: z.coerce.number().default(5_000),
  PVE_VMID_MAX: z.coerce.number().default(5_999),
  PVE_POOL: z.string().default('support-portal'),
  PVE_STORAGE: z.string().optional(),
  PVE_CLONES_PER_STORAGE: z.coerce.number().default(4),
  PVE_CLONES_PER_NODE: z.coerce.number().default(4),
  PVE_SIMULATED: z.enum(['0', '1']).default('0'),
  /** The offers of a cluster that is not the simulated one. */
  TEMPLATES_FILE: z
    .string()
    .transform((file) => resolve(repositoryRoot, file))
    .optional(),
  CHROMIUM_PATH: z.string().optional(),
});

export type ToolingEnv = z.infer<typeof schema>;

/** What decides how the portal is started: everything but the wanted ports and the tools of the tests. */
export type PortalEnv = Partial<
  Pick<
    ToolingEnv,
    'PORTAL_URL' | 'AUTH_SECRET' | 'DATABASE_URL' | 'DATABASE_APP_URL' | 'PVE_URL' | 'PVE_TOKEN_ID' | 'PVE_TOKEN_SECRET'
  >
> &
  Pick<ToolingEnv, 'PORTAL_HOST'>;

export function readEnv(): ToolingEnv {
  const file = join(repositoryRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new Error(`The environment is not usable:\n${z.prettifyError(parsed.error)}`);
}

/** What a child process starts from: everything that this one has. */
export function inheritedEnv(): NodeJS.ProcessEnv {
  return { ...process.env };
}
