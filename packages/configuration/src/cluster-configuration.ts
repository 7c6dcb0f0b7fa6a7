// A cluster as the rest of the portal takes it: what the database keeps of it, and how to get at it. Its secret is
// looked up when it is asked for, so that neither a log nor an error nor a dump of this object has it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Cluster } from '@portal/domain';
import type { ClusterEntry, SecretReference, TlsSetting } from './cluster-schema.ts';
import { ConfigurationError } from './configuration-error.ts';

/** As `@portal/proxmox-client` takes it. */
export type TlsTrust =
  | { readonly kind: 'system' }
  | { readonly kind: 'ca'; readonly pem: string }
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  | { readonly kind: 'insecureDevelopmentOnly' };

export interface ClusterAccess {
  readonly tokenSecret: string;
  readonly tls: TlsTrust;
}

export interface ClusterConfiguration {
  /** All of the cluster's row but its id. */
  readonly settings: Omit<Cluster, 'id'>;
  readonly url: string;
  readonly tokenId: string;
  /** The environment variable that holds its secret, if one does: processes that have no use for it go without. */
  readonly secretVariable: string | null;
  /** Reads the secret and the CA where they are kept. Throws {@link ConfigurationError} when one is not there. */
  readonly access: () => ClusterAccess;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Context {
  readonly environment: Environment;
  /** What relative paths start from. */
  readonly folder: string;
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'not readable';

const readText = (path: string, folder: string, called: string): string => {
  try {
    return readFileSync(resolve(folder, path), 'utf8');
  } catch (error) {
    const where = `a relative path starts from ${folder}`;
    throw new ConfigurationError(`${called} cannot be read (${reasonOf(error)}; ${where}).`, []);
  }
};

const secretOf = (reference: SecretReference, { environment, folder }: Context, what: string): string => {
  // Not by its name: what stands there may be the secret itself.
  const file = 'the file that it names';
  const held = 'env' in reference ? environment[reference.env] : readText(reference.file, folder, `${what}: ${file}`);
  const secret = held?.trim() ?? '';
  if (/[!=\s]/.test(secret)) {
    throw new ConfigurationError(`${what}: looks like a whole token or more; take what stands after its = alone.`, []);
  }
  if (secret !== '') return secret;
  const fault = 'env' in reference ? `${reference.env} is empty or not set` : `${file} is empty`;
  throw new ConfigurationError(`${what}: ${fault}.`, []);
};

const trustOf = (setting: TlsSetting, folder: string, what: string): TlsTrust => {
  if (setting === 'system') return { kind: 'system' };
  if (setting === 'insecure-development-only') return { kind: 'insecureDevelopmentOnly' };
  if ('fingerprint' in setting) return { kind: 'fingerprint', sha256: setting.fingerprint };
  return { kind: 'ca', pem: readText(setting.caFile, folder, `${what}: ${setting.caFile}`) };
};

export const toConfiguration = (entry: ClusterEntry, around: Context): ClusterConfiguration => {
  const { url, tokenId, tokenSecret, tls, separateStorages: _ofConfiguration, ...settings } = entry;
  const about = `Cluster ${settings.name}`;
  return {
    settings,
    url,
    tokenId,
    secretVariable: 'env' in tokenSecret ? tokenSecret.env : null,
    access: () => ({
      tokenSecret: secretOf(tokenSecret, around, `${about}, secret of its token`),
      tls: trustOf(tls, around.folder, `${about}, authority of its certificate`),
    }),
  };
};
