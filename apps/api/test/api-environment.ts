// The environment of an apps/api that is run as a process, on a stack's database and cluster.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoTokenId } from '@portal/pve-simulator';
import { type Stack, secretsKey, tokenSecret } from './stack.ts';

/** What dozens of processes would compile dozens of times. */
const compiledFolder = join(tmpdir(), 'portal-compile-cache');

export const apiEnvironment = ({ ownerUrl, appUrl, cluster, simulator }: Stack) => ({
  PATH: '',
  NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
  NODE_COMPILE_CACHE: compiledFolder,
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_URL: ownerUrl,
  DATABASE_APP_URL: appUrl,
  // Each hand asks for a job every second.
  WORKER_CONCURRENCY: '8',
  OBSERVE_INTERVAL_MS: '500',
  SECRETS_KEY: secretsKey,
  CANARY_HOUR_UTC: 'off',
  PVE_CLUSTER_NAME: cluster.name,
  PVE_URL: simulator.url,
  PVE_TOKEN_ID: demoTokenId,
  PVE_TOKEN_SECRET: tokenSecret,
  PVE_VMID_MIN: String(cluster.vmidMin),
  PVE_VMID_MAX: String(cluster.vmidMax),
  PVE_POOL: cluster.pool,
  PVE_STORAGE: cluster.storages.join(','),
  PVE_SIMULATED: '1',
});
