import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCluster, aGuest, aNode, anObservation, aStorage, aTemplate } from '../../test/records.ts';
import { type Placement, type PlacementRequest, place } from './placement.ts';

const names = ['pve1', 'pve2', 'pve3'] as const;
const source = aGuest({ vmid: 9000, node: 'pve1', power: 'stopped', template: true });

const three = (over: Partial<Record<(typeof names)[number], Partial<ReturnType<typeof aNode>>>> = {}) =>
  anObservation({
    guests: [source],
    nodes: names.map((name) => aNode({ name, ...over[name] })),
    storages: names.map((node) => aStorage({ node })),
  });

const request = (fields: Partial<PlacementRequest> = {}): PlacementRequest => ({
  cluster: aCluster(),
  template: aTemplate(),
  deployment: { memoryMiB: 2048, diskGiB: 20 },
  observation: three(),
  promised: [],
  cloning: [],
  ...fields,
});

const nodeOf = (placement: Placement): string | null => (placement.placed ? placement.node : null);
const promise = (node: string, memoryMiB: number) => ({ node, memoryMiB });

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
    ['an offline node is passed over', request({ observation: three({ pve1: { online: false } }) }), 'pve2'],
    ['memory promised to VMs that do not run yet counts', request({ promised: [promise('pve1', 4096)] }), 'pve2'],
    ['a busy node is passed over', request({ cloning: [{ node: 'pve1' }, { node: 'pve1' }] }), 'pve2'],
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
  ];

  test.each(table)('%s', (_, asked, expected) => {
    expect(place(asked)).toMatchObject({ placed: true, node: expected, storage: 'ceph-vm' });
  });

  test('a node that does not have the storage is passed over', () => {
    const storages = [
      aStorage({ node: 'pve2' }),
      aStorage({ node: 'pve3', available: false }),
      aStorage({ name: 'local' }),
    ];
    expect(nodeOf(place(request({ observation: { ...three(), storages } })))).toBe('pve2');
  });

  test('on local storage a clone stays on the node of its template, however full the others are not', () => {
    const storages = names.map((node) => aStorage({ node, shared: false }));
    const observation = { ...three({ pve1: { usedMemoryMiB: 50_000 } }), storages };
    expect(nodeOf(place(request({ observation })))).toBe('pve1');
  });
});

describe('when a VM waits, and why', () => {
  const offline = three({ pve1: { online: false }, pve2: { online: false }, pve3: { online: false } });
  const full = { usedMemoryMiB: 60_000 };
  const table: readonly (readonly [string, PlacementRequest, RegExp])[] = [
    [
      'every clone slot is taken',
      request({ cloning: names.map((node) => ({ node })), cluster: aCluster({ clonesPerStorage: 3 }) }),
      /clone slot: 3 clones/,
    ],
    [
      'every node is busy cloning',
      request({ cloning: [...names, ...names].map((node) => ({ node })), cluster: aCluster({ clonesPerStorage: 9 }) }),
      /every node is busy cloning/,
    ],
    [
      'the cluster does not show the template',
      request({ observation: { ...three(), guests: [] } }),
      /does not show the template/,
    ],
    ['no node is online', request({ observation: offline }), /No node that is online/],
    ['no node has the storage', request({ cluster: aCluster({ storage: 'gone' }) }), /reach the storage gone/],
    [
      'every node is short of memory',
      request({ observation: three({ pve1: full, pve2: full, pve3: full }) }),
      /short of memory/,
    ],
    [
      'every node is promised away',
      request({ promised: names.map((node) => promise(node, 50_000)) }),
      /short of memory/,
    ],
  ];

  test.each(table)('%s', (_, asked, reason) => {
    const placement = place(asked);
    expect(placement.placed).toBe(false);
    expect(placement.reason).toMatch(reason);
  });

  test('on local storage it waits for the node of its template rather than go elsewhere', () => {
    const storages = names.map((node) => aStorage({ node, shared: false }));
    const observation = { ...three({ pve1: { online: false } }), storages };
    expect(place(request({ observation })).placed).toBe(false);
  });

  test('a tenth of the memory stays free: what leaves it is placed, what would touch it is not', () => {
    const observation = anObservation({
      guests: [source],
      nodes: [aNode({ memoryMiB: 10_000, usedMemoryMiB: 5000 })],
      storages: [aStorage()],
    });
    const asked = (memoryMiB: number) => place(request({ observation, deployment: { memoryMiB, diskGiB: 20 } })).placed;
    expect(asked(3999)).toBe(true);
    expect(asked(4001)).toBe(false);
  });
});

const someNode = fc.constantFrom(...names);
const memory = fc.option(fc.integer({ min: 0, max: 65_536 }));
const anyRequest: fc.Arbitrary<PlacementRequest> = fc.record({
  cluster: fc
    .record({ perStorage: fc.integer({ min: 1, max: 6 }), perNode: fc.integer({ min: 1, max: 3 }) })
    .map(({ perStorage, perNode }) => aCluster({ clonesPerStorage: perStorage, clonesPerNode: perNode })),
  template: fc.constant(aTemplate()),
  deployment: fc.record({ memoryMiB: fc.integer({ min: 16, max: 32_768 }), diskGiB: fc.constant(20) }),
  observation: fc
    .record({
      nodes: fc.tuple(
        ...names.map((name) =>
          fc.record({ name: fc.constant(name), online: fc.boolean(), memoryMiB: memory, usedMemoryMiB: memory }),
        ),
      ),
      storages: fc.tuple(
        ...names.map((node) => fc.record({ node: fc.constant(node), available: fc.boolean(), shared: fc.boolean() })),
      ),
      shown: fc.boolean(),
    })
    .map(({ nodes, storages, shown }) =>
      anObservation({ guests: shown ? [source] : [], nodes: nodes.map(aNode), storages: storages.map(aStorage) }),
    ),
  promised: fc.array(fc.record({ node: someNode, memoryMiB: fc.integer({ min: 16, max: 16_384 }) }), { maxLength: 8 }),
  cloning: fc.array(fc.record({ node: someNode }), { maxLength: 6 }),
});

describe('any cluster', () => {
  test('never an offline node, one without the storage, one past its headroom or without a clone slot; a reason always', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const placement = place(asked);
        expect(placement.reason).not.toBe('');
        if (!placement.placed) return;
        const { observation, cluster, promised, cloning, deployment } = asked;
        const node = observation.nodes.find(({ name }) => name === placement.node);
        if (node === undefined) throw new Error('placed on a node that does not exist');
        expect(node.online).toBe(true);
        expect(observation.storages.some((storage) => storage.node === node.name && storage.available)).toBe(true);
        expect(cloning.length).toBeLessThan(cluster.clonesPerStorage);
        expect(cloning.filter((other) => other.node === node.name).length).toBeLessThan(cluster.clonesPerNode);
        if (node.memoryMiB === null || node.usedMemoryMiB === null) return;
        const onNode = promised
          .filter((other) => other.node === node.name)
          .reduce((sum, one) => sum + one.memoryMiB, 0);
        expect(node.usedMemoryMiB + onNode + deployment.memoryMiB).toBeLessThanOrEqual(node.memoryMiB * 0.9 + 1e-6);
      }),
      { numRuns: 1000 },
    );
  });

  test('equal VMs spread: no node gets two more than another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), (count) => {
        const placed: { node: string; memoryMiB: number }[] = [];
        for (let one = 0; one < count; one += 1) {
          const placement = place(request({ promised: placed }));
          if (placement.placed) placed.push({ node: placement.node, memoryMiB: 2048 });
        }
        expect(placed).toHaveLength(count);
        const perNode = names.map((name) => placed.filter(({ node }) => node === name).length);
        expect(Math.max(...perNode) - Math.min(...perNode)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('the same question gets the same answer', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        expect(place(asked)).toEqual(place(structuredClone(asked)));
      }),
    );
  });
});
