/** The Proxmox VE cluster: the simulator on a port of its own, or the one that PVE_URL names. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoPool, demoTokenId } from '@portal/pve-simulator/demo-cluster';
import { inheritedEnv } from '../env.ts';
import { simulatorFolder } from '../repository.ts';
import { startNodeService } from './node-service.ts';
import { freshLog, type PartContext, runPart } from './part.ts';
import type { SupervisedService } from './supervise.ts';

export interface Cluster {
  readonly url: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
  readonly simulated: boolean;
  /** What apps/api and the seed are told about it, beyond what the environment already says. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The part of the simulated cluster that belongs to the portal. */
const demoCluster = {
  PVE_CLUSTER_NAME: 'demo',
  PVE_VMID_MIN: '5000',
  PVE_VMID_MAX: '5999',
  PVE_POOL: demoPool,
  PVE_STORAGE: 'ceph-vm',
  PVE_CLONES_PER_STORAGE: '4',
  PVE_CLONES_PER_NODE: '2',
  PVE_SIMULATED: '1',
};

/** The cluster of this run, before anything is started. */
export function configuredCluster({ env, ports, secrets }: PartContext): Cluster {
  const { PVE_URL: given, PVE_TOKEN_ID: tokenId, PVE_TOKEN_SECRET: tokenSecret } = env;
  if (given === undefined) {
    const url = `http://127.0.0.1:${ports.simulator}`;
    const token = { PVE_TOKEN_ID: demoTokenId, PVE_TOKEN_SECRET: secrets.pveTokenSecret };
    return {
      url,
      tokenId: demoTokenId,
      tokenSecret: secrets.pveTokenSecret,
      simulated: true,
      variables: { ...demoCluster, ...token, PVE_URL: url },
    };
  }
  if (tokenId === undefined || tokenSecret === undefined) {
    throw new Error('PVE_URL is set, so PVE_TOKEN_ID and PVE_TOKEN_SECRET are needed too: see docs/proxmox-setup.md.');
  }
  return { url: given, tokenId, tokenSecret, simulated: false, variables: {} };
}

/** Nothing to start when the cluster is a real one. */
export async function startCluster(context: PartContext, cluster: Cluster): Promise<SupervisedService | undefined> {
  if (!cluster.simulated) return undefined;
  const secretFile = join(context.dataDir, 'pve-token-secret');
  await writeFile(secretFile, `${cluster.tokenSecret}\n`, { mode: 0o600 });
  const logFile = freshLog(context, 'simulator');
  return runPart(context, {
    name: 'The PVE simulator',
    start: (signal) =>
      startNodeService({
        name: 'The PVE simulator',
        args: [
          join(simulatorFolder, 'src/main.ts'),
          ...['--port', String(context.ports.simulator), '--token-secret-file', secretFile, '--json'],
          ...['--state', join(context.dataDir, 'simulator.json')],
          ...(context.throwaway ? ['--fast'] : []),
        ],
        cwd: simulatorFolder,
        env: inheritedEnv(),
        logFile,
        readyUrl: cluster.url,
        // PVE answers 501 to what is not an API path.
        isReady: () => true,
        signal,
      }),
  });
}
