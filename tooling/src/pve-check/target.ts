/** One cluster under examination: its configuration, and the two ways of asking it. */
import type { ClusterConfiguration } from '@portal/configuration';
import { type Hypervisor, HypervisorError, type Log } from '@portal/domain';
import {
  type ClusterInspector,
  createProxmoxHypervisor,
  createProxmoxInspector,
  type Limits,
  type TlsTrust,
} from '@portal/proxmox-client';
import type { CheckedOffer } from './offers.ts';

export interface Target extends AsyncDisposable {
  readonly configuration: ClusterConfiguration;
  readonly tls: TlsTrust['kind'];
  readonly inspector: ClusterInspector;
  readonly hypervisor: Hypervisor;
  /** What the portal offers of this cluster. */
  readonly offers: readonly CheckedOffer[];
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** A person waits: what does not answer soon is told as such. */
const limits: Partial<Limits> = { maxAttempts: 2, readDeadlineMs: 20_000 };

/** The faults are told by the findings. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface TargetOptions extends Pick<Target, 'configuration' | 'offers' | 'now' | 'signal'> {}

/** Throws for a configuration that cannot be used. */
export function openTarget(options: TargetOptions): Target {
  const { url, tokenId, access } = options.configuration;
  const { tokenSecret, tls } = access();
  const connection = { url, tokenId, tokenSecret, tls, log: silent };
  const inspector = createProxmoxInspector({ ...connection, limits });
  const hypervisor = createProxmoxHypervisor({ ...connection, limits });
  return {
    ...options,
    tls: tls.kind,
    inspector,
    hypervisor,
    async [Symbol.asyncDispose]() {
      await Promise.all([inspector.close(), hypervisor.close()]);
    },
  };
}

/** The answer, or how the cluster refused. Anything else is a fault of this program and is thrown. */
export async function tryTo<T>(ask: Promise<T>): Promise<T | HypervisorError> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof HypervisorError) return error;
    throw error;
  }
}

/** What to do about an answer that was not given: `ifForbidden` mends a missing right, and nothing else. */
export const remedyOf = ({ code }: HypervisorError, ifForbidden: string): string =>
  code === 'forbidden'
    ? ifForbidden
    : 'Try again; if it stays so, look into the log of pveproxy and pvedaemon on that node.';

export const isRefusal = (answer: unknown): answer is HypervisorError => answer instanceof HypervisorError;
