/**
 * The environment that the commands of this folder read: the variables of `.env.example`, from the process or from an `.env` file at
 * the root (what the process already has wins). Nothing else in `tooling` reads the environment.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ClusterConfiguration, readClusters } from '@portal/configuration';
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
  SECRETS_KEY: z.string().optional(),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  DATABASE_APP_URL: z.string().startsWith('postgres').optional(),
  /** Server for the database tests; without it they start an embedded one. */
  TEST_DATABASE_URL: z.string().startsWith('postgres').optional(),
  /** The offers of clusters that are not simulated. */
  TEMPLATES_FILE: z
    .string()
    .transform((file) => resolve(repositoryRoot, file))
    .optional(),
  CHROMIUM_PATH: z.string().optional(),
});

export type ToolingEnv = z.infer<typeof schema>;

/** What decides how the portal is started, besides its clusters: everything but the wanted ports and the tools of the tests. */
export type PortalEnv = Partial<
  Pick<ToolingEnv, 'PORTAL_URL' | 'AUTH_SECRET' | 'SECRETS_KEY' | 'DATABASE_URL' | 'DATABASE_APP_URL'>
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

/** The clusters that the environment names, after {@link readEnv}; none where the demo's are meant. */
export function configuredClusters(): readonly ClusterConfiguration[] {
  return readClusters({ environment: process.env, folder: repositoryRoot });
}

/** The variables among them that name a file, as absolute paths. */
export function clusterFiles(): Record<string, string> {
  const named = ['CLUSTERS_FILE', 'PVE_TLS_CA_FILE'].map((name) => [name, process.env[name] ?? ''] as const);
  const given = named.filter(([, path]) => path !== '');
  return Object.fromEntries(given.map(([name, path]) => [name, resolve(repositoryRoot, path)]));
}

/** What a child process starts from: everything that this one has. */
export function inheritedEnv(): NodeJS.ProcessEnv {
  return { ...process.env };
}
