import { aCluster, aGuest, aNode, anObservation } from '@portal/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityOf, roomLack, roomOf } from './capacity.ts';

const one = (node: Parameters<typeof aNode>[0] = {}, cluster = aCluster()) =>
  capacityOf(cluster, anObservation({ nodes: [aNode({ memoryMiB: 10_000, usedMemoryMiB: 4000, cpus: 4, ...node })] }));
const reserve = (memoryMiB: number, vcpus: number, vmid: number | null = null) => ({
  node: 'pve1',
  memoryMiB,
  vcpus,
  vmid,
});

describe('the capacity guard', () => {
  test('the largest VM that a node could take: below its headroom, and below what its cores may carry', () => {
    expect(roomOf(one(), [])).toEqual({ memoryMiB: 5000, vcpus: 16 });
    expect(roomOf(one({}, aCluster({ memoryHeadroomPercent: 20, vcpusPerCore: 2 })), [])).toEqual({
      memoryMiB: 4000,
      vcpus: 8,
    });
  });

  test('what is reserved is gone already, unless it runs and so shows', () => {
    expect(roomOf(one(), [reserve(2000, 3)])).toEqual({ memoryMiB: 3000, vcpus: 13 });
    const nodes = [aNode({ memoryMiB: 10_000, usedMemoryMiB: 4000, cpus: 4 })];
    const guests = [aGuest({ vmid: 5001, memoryMiB: 2000, cpus: 3 })];
    const capacity = capacityOf(aCluster(), anObservation({ nodes, guests }));
    expect(roomOf(capacity, [reserve(2000, 3, 5001)])).toEqual({ memoryMiB: 5000, vcpus: 13 });
  });

  test.each([
    ['offline', { online: false }, aCluster()],
    ['in maintenance', { maintenance: true }, aCluster()],
    ['excluded', {}, aCluster({ excludedNodes: ['pve1'] })],
  ])('a node that is %s has no room', (_, node, cluster) => {
    expect(roomOf(one(node, cluster), [])).toEqual({ memoryMiB: 0, vcpus: 0 });
  });

  test('a full node has none, not less than none', () => {
    expect(roomOf(one({ usedMemoryMiB: 9900 }), [reserve(1000, 99)])).toEqual({ memoryMiB: 0, vcpus: 0 });
  });

  test.each([{ memoryMiB: null }, { usedMemoryMiB: null }, { cpus: null }])(
    'a node that does not tell %j leaves it unsaid',
    (node) => {
      expect(roomOf(one(node), [])).toBeNull();
    },
  );

  test('whatever fits on some node is never larger than the room', () => {
    const figure = fc.integer({ min: 0, max: 65_536 });
    const node = fc.record({ memoryMiB: figure, usedMemoryMiB: figure, cpus: fc.integer({ min: 1, max: 64 }) });
    const size = fc.record({ memoryMiB: fc.integer({ min: 16, max: 65_536 }), vcpus: fc.integer({ min: 1, max: 64 }) });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), fc.array(size, { maxLength: 4 }), size, (nodes, claims, asked) => {
        const named = nodes.map((fields, index) => aNode({ ...fields, name: `pve${index + 1}` }));
        const capacity = capacityOf(aCluster(), anObservation({ nodes: named }));
        const reserved = claims.map((claim) => reserve(claim.memoryMiB, claim.vcpus));
        const fits = capacity.nodes.some(
          (candidate) => roomLack(capacity, candidate, { size: asked, claims: reserved }) === null,
        );
        const room = roomOf(capacity, reserved);
        if (room === null) throw new Error('every node told its size');
        if (fits) expect(asked.memoryMiB <= room.memoryMiB && asked.vcpus <= room.vcpus).toBe(true);
      }),
    );
  });
});
