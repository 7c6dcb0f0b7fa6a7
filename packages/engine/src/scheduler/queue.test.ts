import type { Cluster, Deployment, Reserved, TemplateVersion } from '@portal/domain';
import { aCluster, aDeployment, aGuest, aNode, anObservation, aStorage, aTemplate, noon } from '@portal/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacityOf } from './capacity.ts';
import type { CloneSlot } from './placement.ts';
import { patienceMs, planRound, type Turn } from './queue.ts';

const names = ['pve1', 'pve2'] as const;
const source = aGuest({ vmid: 9000, node: 'pve1', power: 'stopped', template: true });
const observation = (usedMemoryMiB = 0, usedGiB = 100) =>
  anObservation({
    guests: [source],
    nodes: names.map((name) => aNode({ name, memoryMiB: 64_000, usedMemoryMiB, cpus: 64 })),
    storages: names.flatMap((node) => ['ceph', 'nfs'].map((name) => aStorage({ node, name, usedGiB }))),
  });

/** On which storage a request's template stands is written into its id. */
const waiting = (
  name: string,
  fields: Partial<Deployment> & { readonly storage?: 'ceph' | 'nfs' } = {},
): Deployment => {
  const { storage = 'ceph', ...rest } = fields;
  const queued = { status: 'queued', node: null, vmid: null, storage: null, placedAt: null, readyAt: null } as const;
  return aDeployment({ ...queued, name, templateId: storage, ...rest });
};

interface Given {
  readonly cluster?: Partial<Cluster>;
  readonly usedMemoryMiB?: number;
  /** Of 6144 on each storage. */
  readonly usedGiB?: number;
  readonly cloneMode?: TemplateVersion['cloneMode'];
  readonly reserved?: readonly Reserved[];
  readonly cloning?: readonly CloneSlot[];
  readonly now?: Date;
}

const round = (queue: readonly Deployment[], given: Given = {}): readonly Turn[] => {
  const cluster = aCluster({ storages: ['ceph', 'nfs'], clonesPerNode: 9, clonesPerStorage: 2, ...given.cluster });
  return planRound({
    cluster,
    capacity: capacityOf(cluster, observation(given.usedMemoryMiB, given.usedGiB)),
    queue,
    offerOf: ({ templateId }) => ({
      template: aTemplate({ cloneMode: given.cloneMode ?? 'linked' }),
      storages: { scsi0: templateId },
    }),
    reserved: given.reserved ?? [],
    cloning: given.cloning ?? [],
    placedVms: [],
    now: given.now ?? noon,
  });
};

const placed = (turns: readonly Turn[]): readonly string[] =>
  turns.flatMap(({ kind, deployment }) => (kind === 'placed' ? [deployment.name] : []));
const busy = (storage: string, count: number): readonly CloneSlot[] =>
  Array.from({ length: count }, () => ({ node: 'pve1', storage }));
const long = new Date(noon.getTime() - patienceMs - 1);

describe('a round over the queue', () => {
  test('goes in the order of asking, as far as the slots of a storage reach', () => {
    expect(placed(round(['a', 'b', 'c'].map((name) => waiting(name))))).toEqual(['a', 'b']);
  });

  test('a storage without a slot holds up nobody on another one', () => {
    const queue = [waiting('a'), waiting('b', { storage: 'nfs' }), waiting('c'), waiting('d', { storage: 'nfs' })];
    expect(placed(round(queue, { cloning: busy('ceph', 2) }))).toEqual(['b', 'd']);
  });

  test('what has no room holds up nobody who is smaller', () => {
    const queue = [waiting('large', { memoryMiB: 50_000 }), waiting('small', { memoryMiB: 1_000 })];
    expect(placed(round(queue, { usedMemoryMiB: 30_000 }))).toEqual(['small']);
  });

  test('what is given away in a round counts for those who come after', () => {
    const queue = ['a', 'b', 'c'].map((name) => waiting(name, { memoryMiB: 40_000 }));
    const turns = round(queue, { cluster: { clonesPerStorage: 9 } });
    expect(placed(turns)).toEqual(['a', 'b']);
    expect(turns.flatMap((turn) => (turn.kind === 'placed' ? [turn.placement.node] : []))).toEqual(['pve1', 'pve2']);
  });

  test('a full cluster that refuses turns away what it has no room for, and lets the rest wait for their slots', () => {
    const queue = [waiting('large', { memoryMiB: 50_000 }), waiting('a'), waiting('b'), waiting('c')];
    const kinds = round(queue, { usedMemoryMiB: 30_000, cluster: { whenFull: 'refuse' } }).map(({ kind }) => kind);
    expect(kinds).toEqual(['refused', 'placed', 'placed', 'waits']);
  });

  test('what is being rebuilt waits for room where others are refused: what it had is destroyed already', () => {
    const rebuilt = waiting('rebuilt', { memoryMiB: 50_000, operation: 'rebuild' });
    const queue = [waiting('new', { memoryMiB: 50_000 }), rebuilt];
    const kinds = round(queue, { usedMemoryMiB: 30_000, cluster: { whenFull: 'refuse' } }).map(({ kind }) => kind);
    expect(kinds).toEqual(['refused', 'waits']);
  });
});

describe('nobody is starved', () => {
  const small = (name: string) => waiting(name, { memoryMiB: 30_000, storage: 'nfs' });
  const large = (queuedAt: Date) => waiting('large', { memoryMiB: 50_000, queuedAt });

  test('room is kept, on one node, for what has been passed over for too long', () => {
    const placedBehind = (queuedAt: Date) =>
      placed(round([large(queuedAt), small('a'), small('b')], { usedMemoryMiB: 10_000 }));
    expect(placedBehind(noon)).toEqual(['a', 'b']);
    expect(placedBehind(long)).toEqual(['a']);
  });

  test('one that waits for its storage keeps its slot on a node, and the others behind it keep none', () => {
    const old = (name: string) => waiting(name, { queuedAt: long });
    const nfs = ['x', 'y', 'z'].map((name) => waiting(name, { storage: 'nfs' }));
    // pve1 has one slot left and pve2 three; one of those is kept for the first that waits for ceph.
    const cluster = { clonesPerNode: 3 };
    const crowded = {
      cloning: [...busy('ceph', 2), { node: 'pve2', storage: 'other' }, { node: 'pve2', storage: 'other' }],
      cluster,
    };
    expect(placed(round([waiting('young'), ...nfs], crowded))).toEqual(['x', 'y']);
    expect(placed(round([old('first'), old('second'), ...nfs], crowded))).toEqual(['x']);
  });

  test('of many that wait long for one storage the first alone keeps room: there is enough for the others', () => {
    const old = ['a', 'b', 'c', 'd'].map((name) => waiting(name, { memoryMiB: 30_000, queuedAt: long }));
    const nfs = waiting('x', { storage: 'nfs', memoryMiB: 30_000 });
    const turns = round([...old, nfs], { cloning: busy('ceph', 2), cluster: { whenFull: 'refuse' } });
    expect(turns.map(({ kind }) => kind)).toEqual(['waits', 'waits', 'waits', 'waits', 'placed']);
  });

  test('a cluster that refuses turns nobody away for what is only kept for another', () => {
    const old = waiting('a', { memoryMiB: 30_000, queuedAt: long });
    const young = ['b', 'c'].map((name) => waiting(name, { storage: 'nfs', memoryMiB: 40_000 }));
    const turns = round([old, ...young], { cloning: busy('ceph', 2), cluster: { whenFull: 'refuse' } });
    expect(turns.map(({ kind }) => kind)).toEqual(['waits', 'placed', 'waits']);
  });

  test('what could never fit keeps nothing', () => {
    const queue = [waiting('giant', { memoryMiB: 90_000, queuedAt: long }), small('a')];
    expect(placed(round(queue))).toEqual(['a']);
  });

  test('a disk that is larger than any storage keeps no memory from those behind it', () => {
    const giant = waiting('giant', { memoryMiB: 50_000, diskGiB: 6_145, queuedAt: long });
    const behind = ['a', 'b', 'c', 'd'].map((name) => waiting(name, { memoryMiB: 25_000 }));
    const given = { cloneMode: 'full', cluster: { clonesPerStorage: 9 } } as const;
    expect(placed(round([giant, ...behind], given))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('disk is kept, on one storage, for what has been passed over for too long', () => {
    const given = { cloneMode: 'full', usedGiB: 6_000, cluster: { clonesPerStorage: 9 } } as const;
    const placedBehind = (queuedAt: Date) => {
      const behind = ['a', 'b', 'c'].map((name) => waiting(name, { memoryMiB: 1_000, diskGiB: 72 }));
      return placed(round([waiting('large', { diskGiB: 150, queuedAt }), ...behind], given));
    };
    expect(placedBehind(noon)).toEqual(['a', 'b', 'c']);
    expect(placedBehind(long)).toEqual(['a', 'b']);
  });

  test('however many small ones keep coming, a large one is placed once what was there before has gone', () => {
    // A VM lives three rounds; every minute two new small ones ask, which would always find room before the large one.
    const arrival = fc.record({ memoryMiB: fc.integer({ min: 4_000, max: 24_000 }) });
    fc.assert(
      fc.property(fc.array(fc.tuple(arrival, arrival), { minLength: 40, maxLength: 40 }), (arrivals) => {
        let running: { until: number; reserve: Reserved }[] = [];
        let queue: Deployment[] = [waiting('large', { memoryMiB: 57_000, queuedAt: noon })];
        for (const [minute, pair] of arrivals.entries()) {
          const now = new Date(noon.getTime() + minute * 60_000);
          running = running.filter(({ until }) => until > minute);
          queue = [...queue, ...pair.map((size, index) => waiting(`${minute}.${index}`, { ...size, queuedAt: now }))];
          const reserved = running.map(({ reserve }) => reserve);
          const turns = round(queue, { reserved, now, cluster: { clonesPerStorage: 99, clonesPerNode: 99 } });
          for (const turn of turns) {
            if (turn.kind !== 'placed') continue;
            const { vcpus, memoryMiB, diskGiB, vmid } = turn.deployment;
            const { node, storage } = turn.placement;
            running.push({ until: minute + 3, reserve: { node, storage, vcpus, memoryMiB, diskGiB, vmid } });
          }
          const gone = new Set(placed(turns));
          if (gone.has('large')) return;
          queue = queue.filter(({ name }) => !gone.has(name));
        }
        throw new Error('the large one was never placed');
      }),
      { numRuns: 50 },
    );
  });
});
