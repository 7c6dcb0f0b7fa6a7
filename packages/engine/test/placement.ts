// A cluster of three equal nodes, and a request that any of them could take: each test says what is different.

import type { Cluster, ClusterObservation, Reserved } from '@portal/domain';
import { aCluster, aGuest, aNode, anObservation, aStorage, aTemplate, ids } from '@portal/domain/testing';
import type { Reason } from '@portal/types';
import { capacityOf } from '../src/scheduler/capacity.ts';
import type { Placement, PlacementRequest } from '../src/scheduler/placement.ts';

export const names = ['pve1', 'pve2', 'pve3'] as const;
export const source = aGuest({ vmid: 9000, node: 'pve1', power: 'stopped', template: true });

type NodeFields = Partial<ReturnType<typeof aNode>>;
export const three = (over: Partial<Record<(typeof names)[number], NodeFields>> = {}) =>
  anObservation({
    guests: [source],
    nodes: names.map((name) => aNode({ name, ...over[name] })),
    storages: names.map((node) => aStorage({ node })),
  });

export interface Asked extends Partial<Omit<PlacementRequest, 'capacity'>> {
  readonly observation?: ClusterObservation;
  readonly cluster?: Cluster;
}

export const request = ({ observation = three(), cluster = aCluster(), ...fields }: Asked = {}): PlacementRequest => ({
  capacity: capacityOf(cluster, observation),
  template: aTemplate(),
  sourceStorages: { scsi0: 'ceph-vm', ide2: 'ceph-vm' },
  deployment: { ownerId: ids.owner, templateId: ids.template, vcpus: 2, memoryMiB: 2048, diskGiB: 20 },
  reserved: [],
  cloning: [],
  kept: [],
  reservedSlots: [],
  placedVms: [],
  ...fields,
});

export const sized = (memoryMiB: number, vcpus = 2) => ({ ...request().deployment, memoryMiB, vcpus });
export const reserve = (node: string, memoryMiB: number, more: Partial<Reserved> = {}): Reserved => ({
  node,
  memoryMiB,
  vcpus: 2,
  vmid: null,
  storage: 'ceph-vm',
  diskGiB: 20,
  ...more,
});
export const slot = (node: string, storage = 'ceph-vm') => ({ node, storage });
export const nodeOf = (placement: Placement): string | null => (placement.placed ? placement.node : null);
export const choiceOf = (placement: Placement): Reason => (placement.placed ? placement.reason : placement.choice);
/** What stands in its way, node by node. */
export const lacksOf = (placement: Placement): readonly Reason[] => {
  const choice = choiceOf(placement);
  return choice.code === 'no_node_fits' ? choice.params.lacks : [choice];
};
