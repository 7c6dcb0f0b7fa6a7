/** The entries of `/cluster/resources`, which pools repeat for their members. */
import type { ClusterFigures } from '../cluster/broadcast.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { lockOf } from '../cluster/vm-configuration.ts';
import type { Call } from '../http/route.ts';
import type { StorageSeed } from '../seed/cluster-seed.ts';

export type ResourceEntry = Record<string, unknown>;

/**
 * A VM that no broadcast has spoken of yet is `unknown` and has no figures; where it is, PVE always knows. Keys that
 * are undefined do not go out: one literal for every VM keeps 10,000 of them cheap.
 */
export function guestEntry(vm: Vm, figures: ClusterFigures, more?: GuestProperties): ResourceEntry {
  const known = figures.guest(vm);
  const io = known === undefined ? undefined : 0;
  return {
    ...(known ?? unknownGuest),
    id: `qemu/${vm.vmid}`,
    type: 'qemu',
    vmid: vm.vmid,
    node: vm.node,
    disk: io,
    diskread: io,
    diskwrite: io,
    tags: more?.tags,
    lock: more?.lock,
    hastate: vm.ha ?? undefined,
    pool: more?.pool,
  };
}

const unknownGuest = { status: 'unknown' } as const;

/** What the configuration files tell at any moment, broadcast or not; a pool only to those who may see pools. */
export interface GuestProperties {
  readonly tags: string | undefined;
  readonly lock: string | undefined;
  readonly pool: string | undefined;
}

export function guestProperties(vm: Vm, poolVisible: boolean): GuestProperties {
  const tags = String(vm.config.tags ?? '');
  return {
    tags: tags === '' ? undefined : tags,
    lock: lockOf(vm) ?? undefined,
    pool: poolVisible && vm.pool !== null ? vm.pool : undefined,
  };
}

export function storageEntry(storage: StorageSeed, node: string, call: Call, figures: ClusterFigures): ResourceEntry {
  const online = call.cluster.isOnline(node);
  return {
    id: `storage/${node}/${storage.id}`,
    type: 'storage',
    storage: storage.id,
    node,
    plugintype: storage.type,
    content: storage.content.join(','),
    shared: storage.shared ? 1 : 0,
    status: online ? 'available' : 'unknown',
    ...(online ? { disk: figures.usedBytes(storage.id), maxdisk: storage.capacityBytes } : {}),
  };
}

/** What the HA manager says of a node; it has nothing to say where it has never had anything to do. */
export function haState(name: string, cluster: Cluster): 'online' | 'maintenance' | 'unknown' | undefined {
  if (cluster.maintenanceNodes.size === 0) return undefined;
  if (cluster.maintenanceNodes.has(name)) return 'maintenance';
  return cluster.isOnline(name) ? 'online' : 'unknown';
}

export function nodeEntry(name: string, call: Call): ResourceEntry {
  const identity = { id: `node/${name}`, type: 'node', node: name };
  const node = call.cluster.node(name);
  if (node === undefined || !call.cluster.isOnline(name)) return { ...identity, status: 'offline' };
  const status = { ...identity, status: 'online', level: '' };
  if (!call.access.may(call.principal, `/nodes/${name}`, 'Sys.Audit')) return status;
  return { ...status, ...nodeFigures(name, call) };
}

export function nodeFigures(name: string, call: Call) {
  const node = call.cluster.node(name);
  const running = call.cluster.vmsOfNode(name).filter((vm) => vm.power === 'running');
  const memory = running.reduce((sum, vm) => sum + (Number.parseInt(String(vm.config.memory ?? '512'), 10) || 512), 0);
  const maxmem = node?.memoryBytes ?? 0;
  return {
    uptime: Math.floor((Date.now() - call.cluster.bootedAt) / 1000) + 3_000,
    maxcpu: node?.cores ?? 0,
    cpu: Math.min(0.95, 0.02 + running.length / 100),
    maxmem,
    mem: Math.min(maxmem, 2 * 1024 ** 3 + Math.floor(memory * 0.45) * 1024 ** 2),
    maxdisk: 100 * 1024 ** 3,
    disk: 12 * 1024 ** 3,
  };
}
