/**
 * The environment that the commands of this folder read: the variables of `.env.example`, from the process or from an `.env` file at
 * the root (what the process already has wins). Nothing else in `tooling` reads the environment.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { type ClusterConfiguration, readClusters } from '@portal/configuration';
import { refuseVariables, togetherFaults, variables } from '@portal/configuration/variables';
import { z } from 'zod';
import { repositoryRoot } from './repository.ts';

const isReadable = (path: string, how: number): boolean => {
  try {
    accessSync(path, how);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** As an absolute path; relative ones start from the root of the repository. */
const path = z.string().transform((given) => resolve(repositoryRoot, given));

/** Not HOST and ROLES: those are a process's own, and shells and build tools set HOST. */
const { HOST: _host, ROLES: _roles, ...ours } = variables;

/** Also what the processes read themselves, so that a fault is found before anything starts. */
const schema = z
  .object(ours)
  .partial()
  .extend({
    PORTAL_DATA_DIR: path
      .default(join(repositoryRoot, '.data'))
      .refine(
        (folder) => !existsSync(folder) || statSync(folder).isDirectory(),
        'is no folder; name one that the portal may make or use',
      ),
    /** `localhost` or, behind a firewall or a proxy that terminates TLS, `0.0.0.0`. */
    PORTAL_HOST: variables.PORTAL_HOST.default('localhost'),
    /** The offers of clusters that are not simulated. */
    TEMPLATES_FILE: path
      .refine((file) => isReadable(file, constants.R_OK), 'names no file that can be read')
      .optional(),
    /** Made by the portal where there is none. */
    AUDIT_CHECKPOINT_FILE: path
      .refine((file) => !existsSync(file) || statSync(file).isFile(), 'is no file; name one that the portal may make')
      .optional(),
    CHROMIUM_PATH: path
      .refine(
        (file) => isReadable(file, constants.X_OK),
        'names no program that can be run; leave it out to have one found',
      )
      .optional(),
  });

export type ToolingEnv = z.infer<typeof schema>;

/** What decides how the portal is started, besides its clusters: everything but the wanted ports and the tools of the tests. */
export type PortalEnv = Partial<
  Pick<
    ToolingEnv,
    | 'PORTAL_URL'
    | 'CONSOLE_URL'
    | 'AUTH_SECRET'
    | 'SECRETS_KEY'
    | 'AUDIT_SEAL_KEY'
    | 'AUDIT_CHECKPOINT_FILE'
    | 'DATABASE_URL'
    | 'DATABASE_APP_URL'
  >
> &
  Pick<ToolingEnv, 'PORTAL_HOST'>;

export function readEnv(): ToolingEnv {
  const file = join(repositoryRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return usableEnv(process.env);
}

/** Throws with everything that cannot work. */
export function usableEnv(environment: NodeJS.ProcessEnv): ToolingEnv {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) return refuseVariables(parsed.error.issues);
  const faults = togetherFaults(parsed.data);
  return faults.length === 0 ? parsed.data : refuseVariables(faults);
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

/** What Node compiles is kept for the next process that runs the same, this one's children too: half of the time that one takes to start. */
export function keepCompiled(): void {
  const folder = join(repositoryRoot, 'node_modules/.cache/compiled');
  enableCompileCache(folder);
  process.env.NODE_COMPILE_CACHE = folder;
}

/**
 * Lets every process that is started from now on open its inspector at a port of its own, when it is sent SIGUSR1. It compiles its code
 * itself: of what was compiled before, V8 cannot tell exactly what ran.
 */
export function inspectableChildren(): void {
  process.env.NODE_DISABLE_COMPILE_CACHE = '1';
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --inspect-port=0`;
}
