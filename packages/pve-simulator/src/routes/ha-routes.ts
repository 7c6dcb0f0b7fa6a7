/**
 * What the HA manager shows: whether it has quorum, and the state of each node. Nothing of the simulated cluster is
 * managed by it; it is here because node maintenance is its business. As PVE/API2/HA/Status.pm of pve-ha-manager.
 */
import type { Cluster } from '../cluster/cluster.ts';
import { type Answer, type Call, privileges, type Route, route } from '../http/route.ts';
import { haState } from './resource-entries.ts';

function isActive(cluster: Cluster): boolean {
  return cluster.maintenanceNodes.size > 0;
}

function clockText(seconds: number): string {
  const [day, month, date, year, time] = new Date(seconds * 1000).toUTCString().replace(',', '').split(' ');
  return `${day} ${date} ${month} ${time} ${year}`;
}

function localManager(node: string, cluster: Cluster): Record<string, unknown> {
  const timestamp = cluster.secondsAt(node);
  const state = { online: 'idle', maintenance: 'maintenance mode', unknown: 'old timestamp - dead?' };
  const text = `${node} (${state[haState(node, cluster) ?? 'online']}, ${clockText(timestamp)})`;
  return { id: `lrm:${node}`, type: 'lrm', node, status: text, timestamp };
}

function current(call: Call): Answer {
  const { cluster } = call;
  const node = cluster.localNode;
  const quorum = {
    id: 'quorum',
    type: 'quorum',
    node,
    status: cluster.quorate ? 'OK' : `No quorum on node '${node}'!`,
    quorate: cluster.quorate ? 1 : 0,
  };
  if (!isActive(cluster)) return { data: [quorum] };
  const timestamp = cluster.secondsAt(node);
  const master = { id: 'master', type: 'master', node, status: `${node} (active, ${clockText(timestamp)})`, timestamp };
  return { data: [quorum, master, ...cluster.nodes.map(({ name }) => localManager(name, cluster))] };
}

function managerStatus(call: Call): Answer {
  const { cluster } = call;
  const quorum = { node: cluster.localNode, quorate: cluster.quorate ? '1' : '' };
  if (!isActive(cluster)) return { data: { manager_status: {}, quorum } };
  const names = cluster.nodes.map(({ name }) => name);
  const nodeStatus = Object.fromEntries(names.map((name) => [name, haState(name, cluster)]));
  const lrmStatus = names.map((name) => {
    const maintained = haState(name, cluster) === 'maintenance';
    const mode = maintained ? 'maintenance' : 'active';
    const state = maintained ? 'maintenance' : 'wait_for_agent_lock';
    return [name, { mode, state, results: {}, timestamp: cluster.secondsAt(name) }];
  });
  return {
    data: {
      manager_status: {
        master_node: cluster.localNode,
        node_status: nodeStatus,
        service_status: {},
        timestamp: cluster.secondsAt(cluster.localNode),
      },
      quorum,
      lrm_status: Object.fromEntries(lrmStatus),
    },
  };
}

export const haRoutes: readonly Route[] = [
  route('GET /cluster/ha/status/current', { permission: privileges('/', 'Sys.Audit'), handle: current }),
  route('GET /cluster/ha/status/manager_status', { permission: privileges('/', 'Sys.Audit'), handle: managerStatus }),
];
