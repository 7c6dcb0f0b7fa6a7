import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observation } from './cluster.ts';
import { parsePropertyString } from './property-string.ts';
import * as wire from './wire.ts';

describe('a scalar of PVE’s', () => {
  test.each([
    [1, true],
    [0, false],
    ['1', true],
    ['0', false],
    ['', false],
    [true, true],
  ])('%j is the flag %s', (value, expected) => {
    expect(wire.flag.parse(value)).toBe(expected);
  });

  test.each(['yes', 2, null, [], 'true'])('%j is no flag', (value) => {
    expect(wire.flag.safeParse(value).success).toBe(false);
  });

  test('a number is the same as a number and as a string', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(wire.integer.parse(value)).toBe(value);
        expect(wire.integer.parse(String(value))).toBe(value);
      }),
    );
  });

  test.each(['', ' 1', '1e3', '0x10', 'NaN', null, true, '12a'])('%j is no number', (value) => {
    expect(wire.number.safeParse(value).success).toBe(false);
  });

  test('the next free id comes as a string, and is within PVE’s range', () => {
    expect(wire.nextId.parse('100')).toBe(100);
    expect(wire.nextId.safeParse('99').success).toBe(false);
  });
});

test('a property string gives its first, nameless value the default key, and keeps equals signs in values', () => {
  expect([...parsePropertyString('local:9000/base.qcow2,size=1G,serial=a=b', 'file')]).toEqual([
    ['file', 'local:9000/base.qcow2'],
    ['size', '1G'],
    ['serial', 'a=b'],
  ]);
});

describe('an observation', () => {
  const freshClone = { type: 'qemu', vmid: 5000, node: 'pve1', status: 'unknown', id: 'qemu/5000' };

  test('takes a fresh clone, of which PVE knows almost nothing yet', () => {
    expect(observation.parse([freshClone]).guests).toEqual([
      {
        ...{ vmid: 5000, node: 'pve1', power: 'unknown', name: null, pool: null },
        ...{ tags: [], template: false, memoryMiB: null, cpus: null, diskGiB: null },
      },
    ]);
  });

  test('reads a running VM in full, from numbers or strings', () => {
    const row = {
      ...{ ...freshClone, status: 'running', name: 'lab', pool: 'support-portal', tags: 'lab;portal' },
      ...{ template: '0', maxmem: '2147483648', maxdisk: 10737418240, maxcpu: 2, cpu: 0.01, uptime: 77 },
    };
    expect(observation.parse([row]).guests).toEqual([
      {
        ...{ vmid: 5000, node: 'pve1', power: 'running', name: 'lab', pool: 'support-portal' },
        ...{ tags: ['lab', 'portal'], template: false, memoryMiB: 2048, cpus: 2, diskGiB: 10 },
      },
    ]);
  });

  test('takes nodes and storages without the figures that a token may not see', () => {
    const rows = [
      { type: 'node', node: 'pve1', status: 'online', id: 'node/pve1' },
      { type: 'node', node: 'pve2', status: 'offline', id: 'node/pve2' },
      { type: 'storage', storage: 'local', node: 'pve1', status: 'unknown', id: 'storage/pve1/local' },
    ];
    const unseen = { maintenance: false, cpus: null, cpuUsage: null, memoryMiB: null, usedMemoryMiB: null };
    expect(observation.parse(rows)).toEqual({
      guests: [],
      nodes: [
        { ...unseen, name: 'pve1', online: true },
        { ...unseen, name: 'pve2', online: false },
      ],
      storages: [
        {
          ...{ node: 'pve1', name: 'local', shared: false, available: false, holdsImages: true },
          ...{ totalGiB: null, usedGiB: null },
        },
      ],
    });
  });

  test('knows a node in maintenance by its HA state, and a storage for disks by its content', () => {
    const node = { type: 'node', node: 'pve1', status: 'online', maxcpu: 16, cpu: '0.25' };
    const storage = { type: 'storage', storage: 'nfs', node: 'pve1', status: 'available' };
    const rows = [
      { ...node, hastate: 'maintenance' },
      { ...node, hastate: 'online' },
      { ...storage, content: 'iso,images' },
      { ...storage, content: 'iso,backup' },
    ];
    const seen = observation.parse(rows);
    expect(seen.nodes.map(({ maintenance, cpuUsage }) => ({ maintenance, cpuUsage }))).toEqual([
      { maintenance: true, cpuUsage: 0.25 },
      { maintenance: false, cpuUsage: 0.25 },
    ]);
    expect(seen.storages.map(({ holdsImages }) => holdsImages)).toEqual([true, false]);
  });

  test('leaves out containers, pools, networks, and kinds that are not known yet', () => {
    const types = ['lxc', 'pool', 'sdn', 'network', 'something-new'];
    const rows = types.map((type) => ({ type, id: `${type}/1`, vmid: 101, node: 'pve1' }));
    expect(observation.parse(rows)).toEqual({ guests: [], nodes: [], storages: [] });
  });

  test('is refused whole for one VM that cannot be read, as a gap would look like a deleted VM', () => {
    expect(observation.safeParse([freshClone, { ...freshClone, vmid: 'many' }]).success).toBe(false);
    expect(observation.safeParse({ guests: [] }).success).toBe(false);
    expect(observation.safeParse(null).success).toBe(false);
  });
});
