// The cluster as a whole: version, quorum, next free id, and one answer that observes every VM, node and storage.
import {
  type ClusterObservation,
  type Hypervisor,
  HypervisorError,
  type ObservedGuest,
  type ObservedNode,
  type ObservedStorage,
  type Permissions,
} from '@portal/domain';
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { powerOf } from './guests.ts';
import { splitList } from './split-list.ts';
import * as wire from './wire.ts';

type ClusterMethods = Pick<
  Hypervisor,
  'version' | 'permissions' | 'nodeTime' | 'clusterStatus' | 'observe' | 'nextId' | 'isVmidFree'
>;

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const mib = (bytes: number | undefined): number | null => (bytes === undefined ? null : Math.round(bytes / mebibyte));
export const gib = (bytes: number | undefined): number | null => (bytes === undefined ? null : bytes / gibibyte);

const guest = wire.guestRow.transform(
  (row): ObservedGuest => ({
    vmid: row.vmid,
    node: row.node,
    power: powerOf(row.status),
    name: row.name ?? null,
    pool: row.pool ?? null,
    tags: splitList(row.tags ?? ''),
    template: row.template ?? false,
    memoryMiB: mib(row.maxmem),
    cpus: row.maxcpu ?? null,
    diskGiB: gib(row.maxdisk),
  }),
);

const node = wire.nodeRow.transform(
  (row): ObservedNode => ({
    name: row.node,
    online: row.status === 'online',
    maintenance: row.hastate === 'maintenance',
    cpus: row.maxcpu ?? null,
    cpuUsage: row.cpu ?? null,
    memoryMiB: mib(row.maxmem),
    usedMemoryMiB: mib(row.mem),
  }),
);

const storage = wire.storageRow.transform(
  (row): ObservedStorage => ({
    node: row.node,
    name: row.storage,
    shared: row.shared ?? false,
    available: row.status === 'available',
    holdsImages: row.content === undefined || splitList(row.content).includes('images'),
    totalGiB: gib(row.maxdisk),
    usedGiB: gib(row.disk),
  }),
);

const isOfType =
  (type: string) =>
  (row: unknown): boolean =>
    typeof row === 'object' && row !== null && 'type' in row && row.type === type;

/**
 * By `type`, before any schema looks: ten thousand rows come every few seconds. Containers, pools and networks are not
 * ours to observe, and unknown kinds come with new releases.
 */
const sortRows = (rows: unknown): unknown =>
  Array.isArray(rows)
    ? {
        guests: rows.filter(isOfType('qemu')),
        nodes: rows.filter(isOfType('node')),
        storages: rows.filter(isOfType('storage')),
      }
    : rows;

/** The `data` of `/cluster/resources`. One malformed row spoils all: a gap would read as a deleted VM. */
export const observation = z.preprocess(
  sortRows,
  z.object({ guests: z.array(guest), nodes: z.array(node), storages: z.array(storage) }),
);

export const readNodeTime = async (caller: Caller, node: string, signal: AbortSignal): Promise<Date> => {
  const path = `/nodes/${encodeURIComponent(node)}/time`;
  return new Date((await caller.call({ method: 'GET', path }, wire.nodeTime, signal)).time * 1000);
};

export const readPermissions = (caller: Caller, signal: AbortSignal): Promise<Permissions> =>
  caller.call({ method: 'GET', path: '/access/permissions' }, wire.permissions, signal);

export const createClusterMethods = (caller: Caller): ClusterMethods => ({
  async version(signal) {
    return (await caller.call({ method: 'GET', path: '/version' }, wire.version, signal)).version;
  },
  permissions: (signal) => readPermissions(caller, signal),
  nodeTime: (node, signal) => readNodeTime(caller, node, signal),
  async clusterStatus(signal) {
    const rows = await caller.call({ method: 'GET', path: '/cluster/status' }, wire.clusterStatus, signal);
    const cluster = rows.find(({ type }) => type === 'cluster');
    return {
      quorate: cluster === undefined || cluster.quorate === true,
      nodes: rows.filter(({ type }) => type === 'node').map(({ name, online }) => ({ name, online: online ?? false })),
    };
  },
  observe(signal): Promise<ClusterObservation> {
    return caller.call({ method: 'GET', path: '/cluster/resources' }, observation, signal);
  },
  nextId(signal) {
    return caller.call({ method: 'GET', path: '/cluster/nextid' }, wire.nextId, signal);
  },
  async isVmidFree(vmid, signal) {
    try {
      await caller.call({ method: 'GET', path: '/cluster/nextid', params: { vmid } }, wire.nextId, signal);
      return true;
    } catch (error) {
      if (error instanceof HypervisorError && error.code === 'vmid_taken') return false;
      throw error;
    }
  },
});
