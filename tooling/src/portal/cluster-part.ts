/**
 * The clusters of a run: those that the environment configures, or the demo's, each simulated by a process of its own. Either way
 * every other process is told of them in the same words, a file or variables that `@portal/configuration` reads.
 */
import { join } from 'node:path';
import type { ClusterConfiguration } from '@portal/configuration';
import { demoTokenId } from '@portal/pve-simulator/demo-cluster';
import { demoClusters } from '@portal/seed/demo-clusters';
import { clusterFiles, inheritedEnv } from '../env.ts';
import { simulatorFolder } from '../repository.ts';
import { startNodeService } from './node-service.ts';
import { freshLog, type PartContext, runPart, settleBoth } from './part.ts';
import type { PortalPorts } from './ports.ts';
import { writePrivateFile } from './private-file.ts';
import type { Secrets } from './secrets.ts';
import type { SupervisedService } from './supervise.ts';

interface Cluster {
  readonly name: string;
  readonly url: string;
  readonly simulated: boolean;
  readonly tokenId: string;
  /** Null for a real cluster: its secret is none of the supervisor's business. */
  readonly tokenSecret: string | null;
}

export interface Clusters {
  readonly list: readonly Cluster[];
  /** Whether the simulators of the demo have to be started. */
  readonly embedded: boolean;
  /** The environment of a process that works on them. */
  readonly env: () => NodeJS.ProcessEnv;
  /** The environment of one that must not be able to. */
  readonly envWithout: () => NodeJS.ProcessEnv;
}

type DemoName = keyof typeof demoClusters;

/** What a simulated cluster is called in each place; the first one's names are those of the days when it was alone. */
const simulators = {
  demo: { part: 'simulator', title: 'The PVE simulator', file: 'simulator', secret: 'pveTokenSecret' },
  branch: {
    part: 'branchSimulator',
    title: 'The second PVE simulator',
    file: 'simulator-branch',
    secret: 'branchTokenSecret',
  },
} as const satisfies Record<DemoName, { part: keyof PortalPorts; title: string; file: string; secret: keyof Secrets }>;

const simulatorNames = ['demo', 'branch'] as const satisfies readonly DemoName[];

const secretFile = (name: DemoName): string => (name === 'demo' ? 'pve-token-secret' : `pve-token-secret-${name}`);

const CLUSTERS_FILE = 'clusters.json';

/** The clusters of this run, before anything is started. */
export function clustersOf(context: PartContext): Clusters {
  const { clusters: configured = [], dataDir, ports, secrets } = context;
  if (configured.length === 0) {
    const list = simulatorNames.map((name) => ({
      name,
      url: `http://127.0.0.1:${ports[simulators[name].part]}`,
      simulated: true,
      tokenId: demoTokenId,
      tokenSecret: secrets[simulators[name].secret],
    }));
    const env = () => ({ ...withoutClusters(inheritedEnv(), []), CLUSTERS_FILE: join(dataDir, CLUSTERS_FILE) });
    return { list, embedded: true, env, envWithout: () => withoutClusters(inheritedEnv(), []) };
  }
  return {
    list: configured.map(({ settings, url, tokenId }) => ({
      name: settings.name,
      url,
      simulated: settings.simulated,
      tokenId,
      tokenSecret: null,
    })),
    embedded: false,
    // Other processes start in other folders.
    env: () => ({ ...inheritedEnv(), ...clusterFiles() }),
    envWithout: () => withoutClusters(inheritedEnv(), configured),
  };
}

function withoutClusters(env: NodeJS.ProcessEnv, configured: readonly ClusterConfiguration[]): NodeJS.ProcessEnv {
  const secrets = new Set(configured.map(({ secretVariable }) => secretVariable));
  const isOurs = (name: string) => name.startsWith('PVE_') || name === 'CLUSTERS_FILE' || secrets.has(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}

/** What the other processes read; written before any of them is started. */
export async function writeClusters({ dataDir }: PartContext, clusters: Clusters): Promise<void> {
  if (!clusters.embedded) return;
  const entries = simulatorNames.flatMap((name) =>
    clusters.list
      .filter((cluster) => cluster.name === name)
      .map(({ url, tokenId }) => ({
        ...demoClusters[name],
        ...{ url, tokenId, tokenSecret: { file: secretFile(name) } },
      })),
  );
  await writePrivateFile(join(dataDir, CLUSTERS_FILE), `${JSON.stringify({ clusters: entries }, null, 2)}\n`);
  for (const name of simulatorNames) {
    const secret = clusters.list.find((cluster) => cluster.name === name)?.tokenSecret ?? '';
    await writePrivateFile(join(dataDir, secretFile(name)), `${secret}\n`);
  }
}

export type Simulators = Readonly<Record<'simulator' | 'branchSimulator', SupervisedService>>;

/** Nothing to start when the clusters are configured ones. */
export async function startClusters(context: PartContext, clusters: Clusters): Promise<Simulators | undefined> {
  if (!clusters.embedded) return undefined;
  const [simulator, branchSimulator] = await settleBoth(
    startSimulator(context, 'demo'),
    startSimulator(context, 'branch'),
  );
  return { simulator, branchSimulator };
}

function startSimulator(context: PartContext, name: DemoName): Promise<SupervisedService> {
  const { part, title, file } = simulators[name];
  const { dataDir, ports, throwaway } = context;
  const logFile = freshLog(context, file);
  return runPart(context, {
    name: title,
    start: (signal) =>
      startNodeService({
        name: title,
        args: [
          join(simulatorFolder, 'src/main.ts'),
          ...['--cluster', name, '--port', String(ports[part]), '--json'],
          ...['--token-secret-file', join(dataDir, secretFile(name)), '--state', join(dataDir, `${file}.json`)],
          ...(throwaway ? ['--fast'] : []),
        ],
        cwd: simulatorFolder,
        env: inheritedEnv(),
        logFile,
        readyUrl: `http://127.0.0.1:${ports[part]}`,
        // PVE answers 501 to what is not an API path.
        isReady: () => true,
        signal,
      }),
  });
}
