import { aCluster, aGuest, aNode, anObservation, aStorage, ids } from '@portal/domain/testing';
import type { Reason } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { lacksOf, names, request, reserve, sized, slot, source, three } from '../../test/placement.ts';
import { type PlacementRequest, place } from './placement.ts';

describe('where a VM is placed', () => {
  const table: readonly (readonly [string, PlacementRequest, string])[] = [
    ['equal nodes: the first by name', request(), 'pve1'],
    ['the node with the most free memory', request({ observation: three({ pve3: { usedMemoryMiB: 4096 } }) }), 'pve3'],
    [
      'by share of memory, not by amount',
      request({
        observation: three({
          pve1: { memoryMiB: 262_144, usedMemoryMiB: 131_072 },
          pve2: { memoryMiB: 32_768, usedMemoryMiB: 1024 },
          pve3: { usedMemoryMiB: 32_768 },
        }),
      }),
      'pve2',
    ],
    ['an offline node is passed over', request({ observation: three({ pve2: { online: false } }) }), 'pve1'],
    ['a node in maintenance is passed over', request({ observation: three({ pve1: { maintenance: true } }) }), 'pve2'],
    ['an excluded node is passed over', request({ cluster: aCluster({ excludedNodes: ['pve1', 'pve2'] }) }), 'pve3'],
    ['memory reserved for VMs that do not run yet counts', request({ reserved: [reserve('pve1', 4096)] }), 'pve2'],
    [
      'what was reserved for a VM that runs by now counts once',
      request({
        observation: { ...three(), guests: [source, aGuest({ vmid: 5001, memoryMiB: 4096 })] },
        reserved: [reserve('pve1', 30_000, { vmid: 5001 })],
      }),
      'pve1',
    ],
    [
      'the memory that running VMs were given counts, though they do not use it yet',
      request({ observation: { ...three(), guests: [source, aGuest({ vmid: 5001, memoryMiB: 32_768 })] } }),
      'pve2',
    ],
    ['a busy node is passed over', request({ cloning: [slot('pve1'), slot('pve1')] }), 'pve2'],
    [
      'a node whose memory is not known comes last',
      request({ observation: three({ pve1: { memoryMiB: null }, pve2: { usedMemoryMiB: null } }) }),
      'pve3',
    ],
    [
      'and is taken when there is no other',
      request({
        observation: three({ pve1: { memoryMiB: null }, pve2: { online: false }, pve3: { online: false } }),
      }),
      'pve1',
    ],
    [
      'equally free: where its owner has fewest VMs',
      request({
        placedVms: [
          { node: 'pve1', ownerId: ids.owner, templateId: 'another', count: 2 },
          { node: 'pve2', ownerId: ids.other, templateId: ids.template, count: 9 },
          { node: 'pve3', ownerId: ids.owner, templateId: 'another', count: 1 },
        ],
      }),
      'pve2',
    ],
    [
      'then where its template has fewest',
      request({
        placedVms: names.map((node, index) => ({
          node,
          ownerId: ids.other,
          templateId: ids.template,
          count: 3 - index,
        })),
      }),
      'pve3',
    ],
  ];

  test.each(table)('%s', (_, asked, expected) => {
    expect(place(asked)).toMatchObject({ placed: true, node: expected, storage: 'ceph-vm' });
  });

  test('the reason names the share of memory that is left', () => {
    const asked = request({ observation: three({ pve2: { usedMemoryMiB: 2048 } }), deployment: sized(23_512) });
    expect(place(asked).reason).toEqual({ code: 'node_chosen', params: { node: 'pve2', memoryFreePercent: 61 } });
  });
});

describe('when a VM waits, and why', () => {
  const nearlyFull = { usedMemoryMiB: 60_000 };
  const busy = names.flatMap((node) => [slot(node), slot(node)]);
  const table: readonly (readonly [string, PlacementRequest, string, readonly Reason[]])[] = [
    [
      'every clone slot of the storage is taken',
      request({ cloning: names.map((node) => slot(node)), cluster: aCluster({ clonesPerStorage: 3 }) }),
      'turn',
      [{ code: 'storages_without_slot', params: { node: 'pve1', storages: ['ceph-vm'] } }],
    ],
    [
      'every node is busy cloning',
      request({ cloning: busy, cluster: aCluster({ clonesPerStorage: 9 }) }),
      'turn',
      [{ code: 'node_without_slot', params: { node: 'pve2' } }],
    ],
    [
      'the cluster does not show the template',
      request({ observation: { ...three(), guests: [] } }),
      'template',
      [{ code: 'template_vm_not_shown', params: { vmid: 9000 } }],
    ],
    [
      'the template’s node is offline, and nobody can be asked to clone it',
      request({ observation: three({ pve1: { online: false } }) }),
      'nowhere',
      [{ code: 'template_node_offline', params: { node: 'pve1' } }],
    ],
    [
      'one node is in maintenance and the others are full',
      request({
        observation: three({ pve1: { maintenance: true }, pve2: nearlyFull, pve3: { online: false } }),
        deployment: sized(3_000),
      }),
      'room',
      [
        { code: 'node_in_maintenance', params: { node: 'pve1' } },
        { code: 'node_below_headroom', params: { node: 'pve2', freePercent: 3, headroomPercent: 10 } },
        { code: 'node_offline', params: { node: 'pve3' } },
      ],
    ],
    [
      'every node is reserved by others',
      request({ reserved: names.map((node) => reserve(node, 50_000)) }),
      'room',
      [{ code: 'node_below_headroom', params: { node: 'pve1', freePercent: 8, headroomPercent: 10 } }],
    ],
    [
      'the cores carry no more',
      request({ reserved: names.map((node) => reserve(node, 1024, { vcpus: 63 })) }),
      'room',
      [{ code: 'node_lacks_vcpus', params: { node: 'pve1', vcpus: 65, limit: 64 } }],
    ],
    [
      'the room is kept for one that has waited longer',
      request({ kept: names.map((node) => reserve(node, 50_000)) }),
      'turn',
      [{ code: 'node_kept', params: { node: 'pve1' } }],
    ],
  ];

  test.each(table)('%s', (_, asked, cause, expected) => {
    const placement = place(asked);
    expect(placement).toMatchObject({ placed: false, cause });
    expect(lacksOf(placement)).toEqual(expect.arrayContaining([...expected]));
  });

  test('its owner reads no node’s name', () => {
    for (const [, asked] of table) expect(JSON.stringify(place(asked).reason)).not.toMatch(/pve\d|ceph/);
  });

  test('the headroom stays free: what leaves it is placed, what would touch it is not', () => {
    const observation = anObservation({
      guests: [source],
      nodes: [aNode({ memoryMiB: 10_000, usedMemoryMiB: 5000 })],
      storages: [aStorage()],
    });
    const fits = (memoryMiB: number, memoryHeadroomPercent: number) =>
      place(request({ observation, cluster: aCluster({ memoryHeadroomPercent }), deployment: sized(memoryMiB) }))
        .placed;
    expect(fits(3999, 10)).toBe(true);
    expect(fits(4001, 10)).toBe(false);
    expect(fits(4001, 5)).toBe(true);
  });

  test('what no node could ever take is kept for nowhere', () => {
    expect(place(request({ deployment: sized(100_000) }))).toMatchObject({ cause: 'room', wants: null });
    const observation = three({ pve1: { usedMemoryMiB: 60_000 }, pve2: { usedMemoryMiB: 50_000 }, pve3: nearlyFull });
    expect(place(request({ observation, deployment: sized(32_768) }))).toMatchObject({
      wants: { node: 'pve2', storage: 'ceph-vm' },
    });
  });
});
