import { expect, test } from 'vitest';
import { aSeenNode } from '../../test/observed.ts';
import { aCluster, ids } from '../../test/records.ts';
import { neverSeen, type SeenStorage } from '../last-observation.ts';
import { capacityOf, limitOfCluster } from './capacity.ts';
import { teamsOf } from './service.ts';

const aStorage = (fields: Partial<SeenStorage>): SeenStorage => ({
  ...{ name: 'ceph-vm', node: null, available: true, totalGiB: 1_000, usedGiB: 250, ...fields },
});

const seen = {
  ...neverSeen(ids.cluster),
  nodes: [
    aSeenNode({ memoryMiB: 10_240, usedMemoryMiB: 4_096, cpus: 8 }),
    aSeenNode({ name: 'pve2', memoryMiB: 10_240, usedMemoryMiB: 1_024, cpus: 8 }),
    aSeenNode({ name: 'pve3', maintenance: true }),
    aSeenNode({ name: 'pve4', online: false }),
    aSeenNode({ name: 'pve5', memoryMiB: null, usedMemoryMiB: null }),
  ],
  storages: [aStorage({}), aStorage({ name: 'iso' }), aStorage({ node: 'pve4', available: false })],
};
const cluster = aCluster({
  ...{ storages: ['ceph-vm'], memoryHeadroomPercent: 10, vcpusPerCore: 4, vmidMin: 5_000, vmidMax: 5_099 },
});

test('the capacity of a cluster is that of the nodes and storages that take VMs', () => {
  expect(capacityOf(cluster, seen)).toEqual({
    ...{ cpus: 16, memoryMiB: 20_480, usedMemoryMiB: 5_120, diskGiB: 1_000, usedDiskGiB: 250 },
  });
  expect(capacityOf(cluster, neverSeen(cluster.id))).toBeNull();
});

test('its VMs may take what placement gives: without the headroom, and each core as often as it is given', () => {
  expect(limitOfCluster(cluster, seen)).toEqual({ deployments: 100, vcpus: 64, memoryMiB: 18_432, diskGiB: 1_000 });
  expect(limitOfCluster(cluster, neverSeen(cluster.id))).toBeNull();
});

test.each([
  [40, 36],
  [30, 30],
])(
  'a team holds what its people hold, and may hold what each of them may but no more than %i together; canaries are nobody’s',
  (togetherMost, least) => {
    const plain = { role: null, teamId: null, measure: 'deployments', together: false } as const;
    const use = { deployments: 1, vcpus: 2, memoryMiB: 1_024, diskGiB: 10 };
    const of = (teamId: string | null, clusterId: string, isPersons = true) => ({
      ...use,
      teamId,
      clusterId,
      isPersons,
    });
    const teams = teamsOf({
      people: [
        { teamId: null, teamName: null, role: 'support', granted: {}, count: 1 },
        { teamId: ids.team, teamName: 'Voice', role: 'support', granted: {}, count: 2 },
        { teamId: ids.team, teamName: 'Voice', role: 'lead', granted: { deployments: 20 }, count: 1 },
        { teamId: ids.otherTeam, teamName: 'Desktop', role: null, granted: {}, count: 0 },
      ],
      limits: [
        { ...plain, subject: 'role', role: 'support', value: 8 },
        { ...plain, subject: 'role', role: 'lead', value: 1 },
        { ...plain, subject: 'team', teamId: ids.team, together: true, value: togetherMost },
      ],
      used: [of(ids.team, ids.cluster), of(ids.team, ids.other), of(null, ids.cluster, false)],
    });
    expect(teams.map(({ name, people, used, limit }) => [name, people, used.vcpus, limit.deployments])).toEqual([
      ['Desktop', 0, 0, 0],
      ['Voice', 3, 4, least],
      [null, 1, 0, 8],
    ]);
  },
);

test('what is held without a team is told, also when nobody without a team can come in any more', () => {
  const used = { deployments: 1, vcpus: 2, memoryMiB: 1_024, diskGiB: 10 };
  const row = { ...used, teamId: null, clusterId: ids.cluster, isPersons: true };
  expect(teamsOf({ people: [], limits: [], used: [row] })).toMatchObject([{ id: null, name: null, people: 0, used }]);
  expect(teamsOf({ people: [], limits: [], used: [{ ...row, isPersons: false }] })).toEqual([]);
});
