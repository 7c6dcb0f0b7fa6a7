/** A simulated cluster and the check of it, as `pnpm pve:check` runs it: what it said, and its exit code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClusters } from '@portal/configuration';
import {
  type AclEntry,
  type ClusterSeed,
  demoCluster,
  demoTokenId,
  fastTiming,
  type Simulator,
  startSimulator,
} from '@portal/pve-simulator';
import { checkClusters } from '../src/pve-check/check-clusters.ts';
import type { CheckedOffer } from '../src/pve-check/offers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const tokenSecret = '00000000-0000-4000-8000-000000000001';
export const wrongSecret = '00000000-0000-4000-8000-00000000dead';
export const demoSeed = demoCluster({ tokenSecret });

/** The demo with the entries on these paths taken from its token, and others in their place. */
export const seedWith = (gone: readonly string[], acl: readonly AclEntry[]): ClusterSeed => ({
  ...demoSeed,
  users: [],
  tokens: demoSeed.tokens.map((token) => ({
    ...token,
    acl: [...token.acl.filter(({ path }) => !gone.includes(path)), ...acl],
  })),
});

/** The lines of what failed. */
export const failures = (said: string): readonly string[] =>
  said.split('\n').filter((line) => line.startsWith('  fail'));

/** As the demo offers it. */
export const debian: CheckedOffer = {
  ...{ slug: 'debian-13', cluster: 'lab', sourceVmid: 9004, disk: 'scsi0', cloneMode: 'linked' },
  ...{
    cloudInit: true,
    loginUser: 'support',
    network: 'dhcp',
    guestAgent: true,
    diskGiB: { min: 8, default: 10, max: 200 },
    memoryMiB: { min: 512, default: 1024, max: 8192 },
  },
};

interface Check {
  readonly configured?: Readonly<Record<string, unknown>>;
  readonly offers?: readonly CheckedOffer[];
  readonly origin?: string | null;
  readonly canary?: string;
  readonly cluster?: string;
  readonly signal?: AbortSignal;
  /** How far this machine's clock is from the nodes'. */
  readonly skewMs?: number;
  /** Told each line. */
  readonly onLine?: (line: string) => void;
}

export interface CheckedCluster extends AsyncDisposable {
  readonly simulator: Simulator;
  check(options?: Check): Promise<{ readonly code: number; readonly said: string }>;
}

export const checkedCluster = async (seed: ClusterSeed = demoSeed): Promise<CheckedCluster> => {
  const resources = new AsyncDisposableStack();
  const folder = resources.use(temporaryFolder());
  const simulator = resources.use(await startSimulator({ cluster: seed, timing: fastTiming }));
  writeFileSync(join(folder.path, 'secret'), tokenSecret);
  writeFileSync(join(folder.path, 'wrong-secret'), wrongSecret);
  return {
    simulator,
    async check({ configured = {}, offers = [debian], signal = new AbortController().signal, ...options } = {}) {
      const entry = {
        ...{ name: 'lab', url: simulator.url, tokenId: demoTokenId, tokenSecret: { file: 'secret' } },
        ...{ storages: ['ceph-vm'], simulated: true, vmidMax: 5050, ...configured },
      };
      writeFileSync(join(folder.path, 'clusters.json'), JSON.stringify({ clusters: [entry] }));
      const clusters = readClusters({ environment: { CLUSTERS_FILE: 'clusters.json' }, folder: folder.path });
      const lines: string[] = [];
      const code = await checkClusters({
        clusters,
        cluster: options.cluster,
        canary: options.canary,
        offers: { offers, origin: options.origin === undefined ? 'the test' : options.origin },
        now: () => new Date(Date.now() + (options.skewMs ?? 0)),
        say: (line) => {
          lines.push(line);
          options.onLine?.(line);
        },
        signal,
      });
      return { code, said: lines.join('\n') };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
};
