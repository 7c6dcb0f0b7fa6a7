// What an operator's check asks of a cluster: read-only, as plain as PVE tells it, so that the check can say what is
// missing and where. Nothing here decides what is enough.
import { HypervisorError, type ObservedGuest, type Permissions } from '@portal/domain';
import type { z } from 'zod';
import { type Caller, createCaller } from './caller.ts';
import { gib, observation, readNodeTime, readPermissions } from './cluster.ts';
import type { ProxmoxOptions } from './options.ts';
import { splitList } from './split-list.ts';
import * as wire from './wire.ts';

export interface PoolMember {
  readonly type: 'vm' | 'container' | 'storage';
  /** The VMID in text, or the storage's name. */
  readonly id: string;
  readonly node: string;
}

export interface InspectedNode {
  readonly name: string;
  readonly online: boolean;
}

export interface InspectedStorage {
  readonly name: string;
  /** What it may hold, such as `images` or `iso`. */
  readonly content: readonly string[];
  readonly active: boolean;
  readonly shared: boolean;
  readonly freeGiB: number | null;
}

/** Every call rejects with `HypervisorError` alone. */
export interface ClusterInspector {
  version(signal: AbortSignal): Promise<string>;
  permissions(signal: AbortSignal): Promise<Permissions>;
  /** Null: it does not exist, or the token may not see it. */
  pool(name: string, signal: AbortSignal): Promise<readonly PoolMember[] | null>;
  nodes(signal: AbortSignal): Promise<readonly InspectedNode[]>;
  /** The node's own clock, to the second; needs Sys.Audit on it. */
  nodeTime(node: string, signal: AbortSignal): Promise<Date>;
  /** Those that the token may see on this node. */
  storages(node: string, signal: AbortSignal): Promise<readonly InspectedStorage[]>;
  guests(signal: AbortSignal): Promise<readonly ObservedGuest[]>;
  close(): Promise<void>;
}

/** A missing pool is a 403 to a token that could not see it, and otherwise a 500 with this text. */
const saysNoSuchPool = (error: unknown): boolean =>
  error instanceof HypervisorError && (error.code === 'forbidden' || /pool '.*' does not exist/.test(error.message));

const memberTypes: Readonly<Record<string, PoolMember['type']>> = {
  qemu: 'vm',
  lxc: 'container',
  openvz: 'container',
  storage: 'storage',
};

/** Kinds that a later release adds are left out. */
const toMembers = (row: z.infer<typeof wire.poolMember>): readonly PoolMember[] => {
  const type = memberTypes[row.type];
  return type === undefined ? [] : [{ type, id: String(row.vmid ?? row.storage ?? row.id), node: row.node }];
};

const toStorage = (row: z.infer<typeof wire.storageList>[number]): InspectedStorage => ({
  name: row.storage,
  content: splitList(row.content),
  active: row.active ?? false,
  shared: row.shared ?? false,
  freeGiB: gib(row.avail),
});

/**
 * PVE 9 prefers `/pools?poolid=`, which the first releases of PVE 8 do not know; they do not know nested pools either,
 * which cannot be asked for by path.
 */
const askForPool = async (
  caller: Caller,
  name: string,
  signal: AbortSignal,
): Promise<z.infer<typeof wire.pool> | null> => {
  if (!name.includes('/')) {
    const request = { method: 'GET', path: `/pools/${encodeURIComponent(name)}` } as const;
    return caller.call(request, wire.pool, signal);
  }
  const request = { method: 'GET', path: '/pools', params: { poolid: name } } as const;
  const [pool] = await caller.call(request, wire.poolList, signal);
  return pool ?? null;
};

const readPool = async (caller: Caller, name: string, signal: AbortSignal): Promise<readonly PoolMember[] | null> => {
  try {
    const pool = await askForPool(caller, name, signal);
    return pool === null ? null : (pool.members ?? []).flatMap(toMembers);
  } catch (error) {
    if (saysNoSuchPool(error)) return null;
    throw error;
  }
};

/** Connects lazily. Throws a `TypeError` for options that cannot work. */
export const createProxmoxInspector = (options: ProxmoxOptions): ClusterInspector => {
  const caller = createCaller(options);
  const get = <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> =>
    caller.call({ method: 'GET', path }, schema, signal);
  const pathOf = (node: string): string => `/nodes/${encodeURIComponent(node)}`;
  return {
    version: async (signal) => (await get('/version', wire.version, signal)).version,
    permissions: (signal) => readPermissions(caller, signal),
    pool: (name, signal) => readPool(caller, name, signal),
    async nodes(signal) {
      const rows = await get('/nodes', wire.nodeList, signal);
      return rows.map((row) => ({ name: row.node, online: row.status === 'online' }));
    },
    nodeTime: (node, signal) => readNodeTime(caller, node, signal),
    storages: async (node, signal) => (await get(`${pathOf(node)}/storage`, wire.storageList, signal)).map(toStorage),
    guests: async (signal) => (await get('/cluster/resources', observation, signal)).guests,
    close: () => caller.close(),
  };
};
