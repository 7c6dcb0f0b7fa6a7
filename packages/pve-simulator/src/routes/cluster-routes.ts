/** The views of the whole cluster: version, quorum, the next free id, and the resources that one call observes all by. */
import type { Cluster } from '../cluster/cluster.ts';
import { dieError, parameterError } from '../http/api-error.ts';
import { vmidRule } from '../http/parameter-formats.ts';
import { type Answer, type Call, everybody, privileges, type Route, route } from '../http/route.ts';
import {
  guestEntry,
  guestProperties,
  haState,
  nodeEntry,
  type ResourceEntry,
  storageEntry,
} from './resource-entries.ts';

export function versionOf(cluster: Cluster): Record<string, string> {
  const release = cluster.version.split('.').slice(0, 2).join('.');
  return { version: cluster.version, release, repoid: '14a22df30000000' };
}

function status(call: Call): Answer {
  const { cluster } = call;
  const nodes = cluster.nodes.map((node, index) => ({
    type: 'node',
    id: `node/${node.name}`,
    name: node.name,
    nodeid: cluster.nodes.length === 1 ? 0 : index + 1,
    ip: node.ip,
    local: node.name === cluster.localNode ? 1 : 0,
    online: cluster.isOnline(node.name) ? 1 : 0,
    level: '',
  }));
  // A node that is in no cluster has no entry that speaks of quorum.
  if (nodes.length === 1) return { data: nodes };
  const summary = {
    type: 'cluster',
    id: 'cluster',
    name: cluster.seed.name,
    nodes: nodes.length,
    quorate: cluster.quorate ? 1 : 0,
    version: nodes.length,
  };
  return { data: [summary, ...nodes] };
}

function nextId(call: Call): Answer {
  const wanted = call.parameters.optionalInteger('vmid');
  if (wanted !== undefined) {
    if (call.cluster.hasVm(wanted)) throw parameterError({ vmid: `VM ${wanted} already exists` });
    return { data: String(wanted) };
  }
  const { lower, upper } = call.cluster.seed.nextId ?? { lower: 100, upper: 1_000_000 };
  for (let vmid = lower; vmid < upper; vmid += 1) {
    if (!call.cluster.hasVm(vmid)) return { data: String(vmid) };
  }
  throw dieError(`unable to get any free VMID in range [${lower}, ${upper}]`);
}

function guestResources(call: Call): ResourceEntry[] {
  const figures = call.broadcast.figures();
  const auditedPools = new Set(poolResources(call).map((entry) => entry.pool));
  const entries: ResourceEntry[] = [];
  for (const vm of call.cluster.vms()) {
    if (!call.access.may(call.principal, `/vms/${vm.vmid}`, 'VM.Audit')) continue;
    entries.push(guestEntry(vm, figures, guestProperties(vm, auditedPools.has(vm.pool))));
  }
  return entries;
}

function storageResources(call: Call): ResourceEntry[] {
  const figures = call.broadcast.figures();
  return call.cluster.seed.storages
    .filter((storage) => call.access.may(call.principal, `/storage/${storage.id}`, 'Datastore.Audit'))
    .flatMap((storage) =>
      call.cluster.nodes
        .filter((node) => call.cluster.storageOnNode(storage, node.name))
        .map((node) => storageEntry(storage, node.name, call, figures)),
    );
}

function poolResources(call: Call): ResourceEntry[] {
  return call.cluster.pools
    .filter((pool) => call.access.may(call.principal, `/pool/${pool.id}`, 'Pool.Audit'))
    .map((pool) => ({ type: 'pool', id: `/pool/${pool.id}`, pool: pool.id }));
}

/** PVE 9 calls them networks, PVE 8 knows them as SDN zones. */
function networkResources(call: Call): ResourceEntry[] {
  const path = '/sdn/zones/localnetwork';
  const visible = ['SDN.Use', 'SDN.Audit'].some((privilege) => call.access.may(call.principal, path, privilege));
  if (!visible) return [];
  return call.cluster.nodes.map(({ name: node }) =>
    call.cluster.majorVersion >= 9
      ? {
          type: 'network',
          id: `network/${node}/zone/localnetwork`,
          network: 'localnetwork',
          'network-type': 'zone',
          node,
          status: 'ok',
        }
      : { type: 'sdn', id: `sdn/${node}/localnetwork`, sdn: 'localnetwork', node, status: 'ok' },
  );
}

/** A node in maintenance is online like any other; `hastate` alone tells. */
function nodeResources(call: Call): ResourceEntry[] {
  return call.cluster.nodes.map(({ name }) => ({
    ...nodeEntry(name, call),
    hastate: haState(name, call.cluster),
  }));
}

function resources(call: Call): Answer {
  const type = call.parameters.optionalText('type');
  const wants = (kind: string) => type === undefined || type === kind;
  return {
    data: [
      ...(type === undefined ? poolResources(call) : []),
      ...(wants('vm') ? guestResources(call) : []),
      ...(wants('node') ? nodeResources(call) : []),
      ...(wants('storage') ? storageResources(call) : []),
      ...(wants('sdn') ? networkResources(call) : []),
    ],
  };
}

export const clusterRoutes: readonly Route[] = [
  route('GET /version', { permission: everybody, handle: (call) => ({ data: versionOf(call.cluster) }) }),
  route('GET /cluster/status', { protected: true, permission: privileges('/', 'Sys.Audit'), handle: status }),
  route('GET /cluster/nextid', {
    permission: everybody,
    takes: { vmid: { ...vmidRule, optional: true } },
    handle: nextId,
  }),
  route('GET /cluster/resources', {
    permission: everybody,
    takes: { type: { type: 'string', optional: true, enum: ['vm', 'storage', 'node', 'sdn'] } },
    handle: resources,
  }),
];
