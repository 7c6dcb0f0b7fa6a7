import type { Reserved } from '@portal/domain';
import { aCluster, aNode, anObservation, aStorage, aTemplate } from '@portal/domain/testing';
import { reasonSchema } from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choiceOf, names, request, reserve, sized, slot, source } from '../../test/placement.ts';
import { place } from './placement.ts';

const someNode = fc.constantFrom(...names);
const memory = fc.option(fc.integer({ min: 0, max: 65_536 }));
const anyCluster = fc
  .record({
    clonesPerStorage: fc.integer({ min: 1, max: 6 }),
    clonesPerNode: fc.integer({ min: 1, max: 3 }),
    excludedNodes: fc.subarray([...names]),
    memoryHeadroomPercent: fc.integer({ min: 0, max: 50 }),
    vcpusPerCore: fc.integer({ min: 1, max: 4 }),
  })
  .map(aCluster);
const anyObservation = fc
  .record({
    nodes: fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          online: fc.boolean(),
          maintenance: fc.boolean(),
          memoryMiB: memory,
          usedMemoryMiB: memory,
        }),
      ),
    ),
    storages: fc.tuple(
      ...names.map((node) => fc.record({ node: fc.constant(node), available: fc.boolean(), shared: fc.boolean() })),
    ),
    shown: fc.boolean(),
  })
  .map(({ nodes, storages, shown }) =>
    anObservation({ guests: shown ? [source] : [], nodes: nodes.map(aNode), storages: storages.map(aStorage) }),
  );
const anyAsked = fc.record({
  cluster: anyCluster,
  observation: anyObservation,
  template: fc.constantFrom(aTemplate(), aTemplate({ cloneMode: 'full' })),
  deployment: fc.integer({ min: 16, max: 32_768 }).map((memoryMiB) => sized(memoryMiB)),
  reserved: fc.array(
    fc
      .record({ node: someNode, memoryMiB: fc.integer({ min: 16, max: 16_384 }) })
      .map(({ node, memoryMiB }) => reserve(node, memoryMiB)),
    { maxLength: 8 },
  ),
  cloning: fc.array(
    someNode.map((node) => slot(node)),
    { maxLength: 6 },
  ),
});

describe('any cluster', () => {
  test('never a closed node, one without the storage, one past its headroom or without a clone slot; a reason always', () => {
    fc.assert(
      fc.property(anyAsked, (asked) => {
        const placement = place(request(asked));
        expect(reasonSchema.safeParse(choiceOf(placement)).success).toBe(true);
        if (!placement.placed) return;
        const { observation, cluster, reserved, cloning, deployment } = asked;
        const node = observation.nodes.find(({ name }) => name === placement.node);
        if (node === undefined) throw new Error('placed on a node that does not exist');
        expect(node.online && !node.maintenance && !cluster.excludedNodes.includes(node.name)).toBe(true);
        const storage = observation.storages.find((other) => other.node === node.name);
        expect(storage?.available).toBe(true);
        expect(storage?.shared === true || node.name === source.node).toBe(true);
        const onStorage = cloning.filter((other) => storage?.shared === true || other.node === node.name);
        expect(onStorage.length).toBeLessThan(cluster.clonesPerStorage);
        expect(cloning.filter((other) => other.node === node.name).length).toBeLessThan(cluster.clonesPerNode);
        if (node.memoryMiB === null || node.usedMemoryMiB === null) return;
        const here = reserved.filter((other) => other.node === node.name);
        const most = node.memoryMiB * (1 - cluster.memoryHeadroomPercent / 100);
        const committed = here.reduce((sum, one) => sum + one.memoryMiB, node.usedMemoryMiB);
        expect(committed + deployment.memoryMiB).toBeLessThanOrEqual(most + 1e-6);
      }),
      { numRuns: 1000 },
    );
  });

  test('equal VMs spread: no node gets two more than another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), (count) => {
        const reserved: Reserved[] = [];
        for (let one = 0; one < count; one += 1) {
          const placement = place(request({ reserved }));
          if (placement.placed) reserved.push(reserve(placement.node, 2048));
        }
        expect(reserved).toHaveLength(count);
        const perNode = names.map((name) => reserved.filter(({ node }) => node === name).length);
        expect(Math.max(...perNode) - Math.min(...perNode)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the same question gets the same answer', () => {
    fc.assert(
      fc.property(anyAsked, (asked) => {
        expect(place(request(asked))).toEqual(place(request(structuredClone(asked))));
      }),
    );
  });
});
