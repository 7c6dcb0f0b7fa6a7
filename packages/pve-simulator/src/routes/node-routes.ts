/** Nodes, their VMs and their storages. Everybody sees that a node is there; figures take Sys.Audit. */
import { createHash } from 'node:crypto';
import { dieError } from '../http/api-error.ts';
import {
  nodeRule,
  optionalFlag,
  optionalText,
  storageContentListFormat,
  storageIdFormat,
} from '../http/parameter-formats.ts';
import { type Answer, anyPrivilege, type Call, everybody, privileges, type Route, route } from '../http/route.ts';
import type { StorageSeed } from '../seed/cluster-seed.ts';
import { versionOf } from './cluster-routes.ts';
import { listedStatus } from './guest-status.ts';
import { nodeEntry, nodeFigures } from './resource-entries.ts';

function fingerprintOf(node: string): string {
  const digest = createHash('sha256').update(`simulated certificate of ${node}`).digest('hex').toUpperCase();
  return (digest.match(/../g) ?? []).join(':');
}

function listNodes(call: Call): Answer {
  const nodes = call.cluster.nodes.map(({ name }) => ({
    ...nodeEntry(name, call),
    ssl_fingerprint: fingerprintOf(name),
  }));
  return { data: nodes };
}

function nodeStatus(call: Call): Answer {
  const name = call.parameters.text('node');
  const figures = nodeFigures(name, call);
  const { maxmem: total, mem: used, maxdisk: diskTotal, disk: diskUsed } = figures;
  return {
    data: {
      uptime: figures.uptime,
      cpu: figures.cpu,
      wait: 0,
      idle: 0,
      loadavg: ['0.16', '0.37', '0.74'],
      memory: { total, used, free: total - used, available: total - used },
      swap: { total: 0, used: 0, free: 0 },
      rootfs: { total: diskTotal, used: diskUsed, free: diskTotal - diskUsed, avail: diskTotal - diskUsed },
      ksm: { shared: 0 },
      cpuinfo: {
        cpus: figures.maxcpu,
        cores: figures.maxcpu,
        sockets: 1,
        model: 'Simulated',
        hvm: '1',
        mhz: '2600',
      },
      'boot-info': { mode: 'efi' },
      pveversion: `pve-manager/${call.cluster.version}/14a22df30000000`,
      kversion: 'Linux (simulated)',
    },
  };
}

function listGuests(call: Call): Answer {
  const guests = call.cluster
    .vmsOfNode(call.parameters.text('node'))
    .filter((vm) => call.access.may(call.principal, `/vms/${vm.vmid}`, 'VM.Audit'))
    .map((vm) => listedStatus(vm, call.cluster));
  return { data: guests };
}

function storageStatus(storage: StorageSeed, call: Call): Record<string, unknown> {
  const used = call.broadcast.figures().usedBytes(storage.id);
  return {
    type: storage.type,
    content: storage.content.join(','),
    shared: storage.shared ? 1 : 0,
    active: 1,
    enabled: 1,
    total: storage.capacityBytes,
    used,
    avail: Math.max(0, storage.capacityBytes - used),
  };
}

function mayUseStorage(call: Call, storage: string): boolean {
  const path = `/storage/${storage}`;
  return ['Datastore.Audit', 'Datastore.AllocateSpace'].some((name) => call.access.may(call.principal, path, name));
}

function listStorages(call: Call): Answer {
  const node = call.parameters.text('node');
  const content = call.parameters.optionalText('content')?.split(',');
  const only = call.parameters.optionalText('storage');
  const storages = call.cluster.seed.storages
    .filter((storage) => call.cluster.storageOnNode(storage, node) && mayUseStorage(call, storage.id))
    .filter((storage) => only === undefined || storage.id === only)
    .filter((storage) => content === undefined || content.some((kind) => storage.content.includes(kind)))
    .map((storage) => {
      const status = storageStatus(storage, call);
      const fraction = storage.capacityBytes === 0 ? 0 : Number(status.used) / storage.capacityBytes;
      return { storage: storage.id, ...status, used_fraction: fraction };
    });
  return { data: storages };
}

export function requireStorageOnNode(call: Call, id: string, node: string): StorageSeed {
  const storage = call.cluster.storage(id);
  if (storage === undefined) throw dieError(`storage '${id}' does not exist`);
  if (!call.cluster.storageOnNode(storage, node)) throw dieError(`storage '${id}' is not available on node '${node}'`);
  return storage;
}

function readStorage(call: Call): Answer {
  const storage = requireStorageOnNode(call, call.parameters.text('storage'), call.parameters.text('node'));
  return { data: storageStatus(storage, call) };
}

/** The clock of the node itself, in UTC: the simulated cluster has no other time zone. */
function readTime(call: Call): Answer {
  const time = call.cluster.secondsAt(call.parameters.text('node'));
  return { data: { timezone: 'UTC', time, localtime: time } };
}

export const nodeRoutes: readonly Route[] = [
  route('GET /nodes', { permission: everybody, handle: listNodes }),
  route('GET /nodes/{node}/status', { permission: privileges('/nodes/{node}', 'Sys.Audit'), handle: nodeStatus }),
  route('GET /nodes/{node}/time', { permission: privileges('/nodes/{node}', 'Sys.Audit'), handle: readTime }),
  route('GET /nodes/{node}/version', { permission: everybody, handle: (call) => ({ data: versionOf(call.cluster) }) }),
  route('GET /nodes/{node}/qemu', {
    protected: true,
    permission: everybody,
    takes: { full: optionalFlag },
    handle: listGuests,
  }),
  route('GET /nodes/{node}/storage', {
    protected: true,
    permission: everybody,
    takes: {
      content: { ...optionalText, format: storageContentListFormat },
      enabled: optionalFlag,
      format: optionalFlag,
      storage: { ...optionalText, format: storageIdFormat },
      target: { ...nodeRule, optional: true },
    },
    handle: listStorages,
  }),
  route('GET /nodes/{node}/storage/{storage}/status', {
    protected: true,
    permission: anyPrivilege('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
    handle: readStorage,
  }),
];
