// One adapter for each configured cluster, with a token, a trust, connections and a breaker of its own: what one cluster
// does to us is not felt on another. The domain never learns which kind of cluster it works on.
import type { ClusterConfiguration } from '@portal/configuration';
import type { Cluster, Hypervisor, Hypervisors, Log } from '@portal/domain';
import { createProxmoxHypervisor, type GuestConsoles, type ProxmoxHypervisor } from '@portal/proxmox-client';
import type { Fault, Reason } from '@portal/types';
import { refusingHypervisor } from './refusing-hypervisor.ts';
import { createReleaseGate, type ReleaseGate } from './release-gate.ts';

export interface ClusterAdapters extends Required<Hypervisors> {
  /** As `of`, with consoles. */
  withConsole(clusterId: string): HypervisorWithConsoles;
  /** Reads each cluster's release and writes down what came of it. A cluster that is away is asked again when it is used. */
  introduce(): Promise<void>;
  close(): Promise<void>;
}

export interface AdapterOptions {
  readonly clusters: readonly { readonly row: Cluster; readonly configuration: ClusterConfiguration }[];
  /** Every cluster that the database knows, configured here or not. */
  readonly known: readonly Cluster[];
  readonly log: Log;
  /** Asked before anything but a read is sent: false while somebody else may have this process's work. */
  readonly mayAct?: () => boolean;
}

/** A cluster's adapter, for whoever opens the screens of VMs. */
export type HypervisorWithConsoles = Hypervisor & GuestConsoles;

type Context = Required<Pick<AdapterOptions, 'log' | 'mayAct'>>;

type Adapter = ProxmoxHypervisor & { readonly gate: ReleaseGate };

/** Longer than the adapter's own deadline of a read. */
const versionPatienceMs = 60_000;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Throws for a configuration that cannot be used, such as a secret that is not where it should be. */
const connect = (configuration: ClusterConfiguration, { log, mayAct }: Context): Adapter => {
  const { url, tokenId, settings } = configuration;
  const readVersion = (): Promise<string> => hypervisor.version(AbortSignal.timeout(versionPatienceMs));
  const gate = createReleaseGate(readVersion, settings.name, log);
  const options = { url, tokenId, ...configuration.access(), log, mayAct, admit: gate.admit, endsAsTold: true };
  const hypervisor = createProxmoxHypervisor(options);
  return { ...hypervisor, gate };
};

/** Says which cluster it is about. */
const logOf = (cluster: string, log: Log): Log => ({
  info: (message, fields) => log.info(message, { cluster, ...fields }),
  warn: (message, fields) => log.warn(message, { cluster, ...fields }),
  error: (message, fields) => log.error(message, { cluster, ...fields }),
});

/** Connected when it can be: what was missing at start may be mended while the others work. */
const lazily = (configuration: ClusterConfiguration, { log, mayAct }: Context) => {
  let adapter: Adapter | null = null;
  let told: string | null = null;
  const attempt = (): Adapter | string => {
    try {
      adapter ??= connect(configuration, { log, mayAct });
      return adapter;
    } catch (error) {
      const reason = textOf(error);
      if (told !== reason) log.error('The cluster’s configuration cannot be used.', { reason });
      told = reason;
      return reason;
    }
  };
  return {
    whyUnusable(): Reason | null {
      const result = attempt();
      return typeof result === 'string' ? incomplete(configuration.settings.name) : result.gate.unfit();
    },
    hypervisor(): HypervisorWithConsoles {
      const result = attempt();
      return typeof result === 'string' ? refusingHypervisor(incomplete(configuration.settings.name)) : result;
    },
    async introduce(): Promise<void> {
      const result = attempt();
      if (typeof result === 'string') return;
      await result.gate.admit().catch((error: unknown) => {
        log.error('The cluster cannot be used yet. The others work without it.', { reason: textOf(error) });
      });
    },
    close: async () => adapter?.close(),
  };
};

/** For everybody: where the secret should be is for the log. */
const incomplete = (cluster: string): Fault => ({ code: 'cluster_incompletely_configured', params: { cluster } });

const notConfigured = (cluster: string): Fault => ({ code: 'cluster_not_configured', params: { cluster } });

export const createClusterAdapters = (options: AdapterOptions): ClusterAdapters => {
  const { clusters, known, log, mayAct = () => true } = options;
  const adapters = new Map(
    clusters.map(({ row, configuration }) => [row.id, lazily(configuration, { log: logOf(row.name, log), mayAct })]),
  );
  const each = async (act: (adapter: ReturnType<typeof lazily>) => Promise<void>): Promise<void> => {
    await Promise.all([...adapters.values()].map(act));
  };
  const unknown = (clusterId: string): Fault =>
    notConfigured(known.find(({ id }) => id === clusterId)?.name ?? clusterId);
  const adapterOf = (clusterId: string): HypervisorWithConsoles =>
    adapters.get(clusterId)?.hypervisor() ?? refusingHypervisor(unknown(clusterId));
  return {
    of: adapterOf,
    withConsole: adapterOf,
    whyUnusable(clusterId) {
      const adapter = adapters.get(clusterId);
      return adapter === undefined ? unknown(clusterId) : adapter.whyUnusable();
    },
    introduce: () => each((adapter) => adapter.introduce()),
    close: () => each((adapter) => adapter.close()),
  };
};
