import type { ClusterObservation } from '@portal/domain';
import { aCluster, aStorage, aTemplate } from '@portal/domain/testing';
import { describe, expect, test } from 'vitest';
import { type Asked, lacksOf, names, nodeOf, request, reserve, sized, slot, three } from '../../test/placement.ts';
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
    expect(lacksOf(place(asked))).toContainEqual({
      code: 'node_apart_from_template',
      params: { node: 'pve2', storage: 'local-lvm' },
    });
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
    const reserved = [reserve('pve3', 1024, { storage: 'nfs', diskGiB: 30 })];
    expect(fullClone(observation, { reserved })).toMatchObject({ placed: true, storage: 'ceph-vm' });
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
    expect(lacksOf(waits)).toContainEqual({ code: 'node_storages_full', params: { node: 'pve1', diskGiB: 20 } });
  });

  test('a disk that an emptier storage could take is waited for there; one that none could ever take, nowhere', () => {
    const observation = two({ totalGiB: 500, usedGiB: 450 }, { totalGiB: 400, usedGiB: 300 });
    const wanting = (diskGiB: number) => fullClone(observation, { deployment: { ...sized(1024), diskGiB } });
    expect(wanting(350)).toMatchObject({ cause: 'room', wants: { node: 'pve1', storage: 'nfs' } });
    expect(wanting(500)).toMatchObject({ cause: 'room', wants: { node: 'pve1', storage: 'ceph-vm' } });
    expect(wanting(501)).toMatchObject({ cause: 'room', wants: null });
  });

  test('disk that is kept for one that has waited longer is given to nobody else', () => {
    const observation = two({ usedGiB: 6_100 }, { usedGiB: 6_000 });
    const keep = (storage: string, diskGiB: number) => reserve('pve1', 0, { vcpus: 0, storage, diskGiB });
    expect(fullClone(observation, { kept: [keep('nfs', 200)] })).toMatchObject({ placed: true, storage: 'ceph-vm' });
    const waits = fullClone(observation, { kept: [keep('nfs', 200), keep('ceph-vm', 30)] });
    expect(waits).toMatchObject({ placed: false, cause: 'turn' });
    expect(lacksOf(waits)).toContainEqual({ code: 'node_kept', params: { node: 'pve2' } });
  });

  test('on storages of one node each, a full clone stays with its template', () => {
    const cluster = aCluster({ storages: ['local-lvm'] });
    const observation = { ...local, nodes: three({ pve1: { usedMemoryMiB: 50_000 } }).nodes };
    const asked = request({ cluster, template: full, observation, sourceStorages: { scsi0: 'local-lvm' } });
    expect(place(asked)).toMatchObject({ placed: true, node: 'pve1', storage: 'local-lvm' });
  });
});
