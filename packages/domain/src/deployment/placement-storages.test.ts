import { describe, expect, test } from 'vitest';
import { type Asked, detailOf, names, nodeOf, promise, request, slot, three } from '../../test/placement.ts';
import { aCluster, aStorage, aTemplate } from '../../test/records.ts';
import type { ClusterObservation } from '../hypervisor.ts';
import { place } from './placement.ts';

describe('storages', () => {
  const local = { ...three(), storages: names.map((node) => aStorage({ node, name: 'local-lvm', shared: false })) };

  test('a linked clone stays on its template’s storage, whatever the cluster’s settings say', () => {
    const storages = names.flatMap((node) => [aStorage({ node }), aStorage({ node, name: 'fast' })]);
    const asked = request({ observation: { ...three(), storages }, sourceStorages: { scsi0: 'fast' } });
    expect(place(asked)).toMatchObject({ placed: true, storage: 'fast' });
  });

  test('a template on local storage is cloned on its own node, however full that is', () => {
    const observation = { ...local, nodes: three({ pve1: { usedMemoryMiB: 50_000 } }).nodes };
    expect(nodeOf(place(request({ observation, sourceStorages: { scsi0: 'local-lvm' } })))).toBe('pve1');
  });

  test('one drive on local storage keeps the clone on the node, even a CD', () => {
    const storages = [...three().storages, ...local.storages];
    const asked = request({
      observation: { ...three({ pve1: { maintenance: true } }), storages },
      sourceStorages: { scsi0: 'ceph-vm', ide2: 'local-lvm' },
    });
    expect(place(asked)).toMatchObject({ placed: false, cause: 'nowhere' });
    expect(detailOf(place(asked))).toContain(
      'pve2 is not where the template is, and its storage local-lvm is not shared',
    );
  });

  test('a storage that the token may not see is taken on trust on the template’s node, and nowhere else', () => {
    const asked = request({ sourceStorages: { scsi0: 'unseen' } });
    expect(place(asked)).toMatchObject({ placed: true, node: 'pve1', storage: 'unseen' });
  });

  test('a node that does not reach the template’s storage is passed over', () => {
    const storages = [
      aStorage({ node: 'pve1' }),
      aStorage({ node: 'pve2', available: false }),
      aStorage({ node: 'pve3' }),
    ];
    const observation = { ...three({ pve1: { usedMemoryMiB: 50_000 } }), storages };
    expect(nodeOf(place(request({ observation })))).toBe('pve3');
  });

  const full = aTemplate({ cloneMode: 'full' });
  const two = (small: Partial<ReturnType<typeof aStorage>>, large: Partial<ReturnType<typeof aStorage>>) => ({
    ...three(),
    storages: names.flatMap((node) => [
      aStorage({ node, name: 'ceph-vm', ...small }),
      aStorage({ node, name: 'nfs', ...large }),
    ]),
  });
  const onTwo = aCluster({ storages: ['ceph-vm', 'nfs'] });
  const fullClone = (observation: ClusterObservation, more: Asked = {}) =>
    place(request({ cluster: onTwo, template: full, observation, ...more }));

  test('a full clone goes to the storage with most room', () => {
    const observation = two({ totalGiB: 100, usedGiB: 40 }, { totalGiB: 1000, usedGiB: 930 });
    expect(fullClone(observation)).toMatchObject({ placed: true, storage: 'nfs' });
  });

  test('disks that are being made there count as used', () => {
    const observation = two({ totalGiB: 100, usedGiB: 40 }, { totalGiB: 1000, usedGiB: 930 });
    const promised = [promise('pve3', 1024, { storage: 'nfs', diskGiB: 30 })];
    expect(fullClone(observation, { promised })).toMatchObject({ placed: true, storage: 'ceph-vm' });
  });

  test.each([
    ['takes no images', { holdsImages: false }],
    ['is not available', { available: false }],
    ['has no room for the disk', { usedGiB: 6_130 }],
  ])('not to one that %s', (_, nfs) => {
    expect(fullClone(two({ usedGiB: 3000 }, { usedGiB: 0, ...nfs }))).toMatchObject({
      placed: true,
      storage: 'ceph-vm',
    });
  });

  test('to the next storage while the roomiest has no free slot', () => {
    const cloning = [slot('pve2', 'nfs'), slot('pve3', 'nfs')];
    const cluster = aCluster({ storages: ['ceph-vm', 'nfs'], clonesPerStorage: 2 });
    const observation = two({ usedGiB: 3000 }, { usedGiB: 0 });
    expect(fullClone(observation, { cluster, cloning })).toMatchObject({ placed: true, storage: 'ceph-vm' });
  });

  test('without room on any storage it waits for room, and says how much it needs', () => {
    const waits = fullClone(two({ usedGiB: 6_140 }, { usedGiB: 6_140 }));
    expect(waits).toMatchObject({ placed: false, cause: 'room' });
    expect(detailOf(waits)).toContain('pve1 reaches no storage with 20 GiB free');
  });

  test('on storages of one node each, a full clone stays with its template', () => {
    const cluster = aCluster({ storages: ['local-lvm'] });
    const observation = { ...local, nodes: three({ pve1: { usedMemoryMiB: 50_000 } }).nodes };
    const asked = request({ cluster, template: full, observation, sourceStorages: { scsi0: 'local-lvm' } });
    expect(place(asked)).toMatchObject({ placed: true, node: 'pve1', storage: 'local-lvm' });
  });
});
