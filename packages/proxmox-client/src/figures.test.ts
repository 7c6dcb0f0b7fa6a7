import { HypervisorError } from '@portal/domain';
import { expect, test } from 'vitest';
import { saysNothingRecorded, toFigures } from './figures.ts';
import * as wire from './wire.ts';

const failed = (message: string) => new HypervisorError('rejected', message, { maybeDone: false });

test('what PVE left out of a point is not recorded, and a zero of its own stays one', () => {
  const rows = wire.recordedFigures.parse([
    { time: 1_764_331_320, maxcpu: 2, maxmem: 4_294_967_296, maxdisk: 0, disk: 0 },
    { time: '1764331260' },
    { time: 1_764_331_380, cpu: '0.02314159', maxmem: 4_294_967_296, mem: 1_610_612_736.5, netin: 0, netout: 12.3456 },
  ]);
  const off = { cpuShare: null, usedMemoryMiB: null, diskReadBytesPerSecond: null, diskWriteBytesPerSecond: null };
  const silent = { networkInBytesPerSecond: null, networkOutBytesPerSecond: null };
  expect(toFigures(rows)).toEqual([
    { at: new Date('2025-11-28T12:01:00Z'), ...off, ...silent, memoryMiB: null },
    { at: new Date('2025-11-28T12:02:00Z'), ...off, ...silent, memoryMiB: 4096 },
    {
      ...{ at: new Date('2025-11-28T12:03:00Z'), ...off, cpuShare: 0.023, usedMemoryMiB: 1536, memoryMiB: 4096 },
      ...{ networkInBytesPerSecond: 0, networkOutBytesPerSecond: 12.346 },
    },
  ]);
});

test('a VM of which nothing was recorded yet is told from a database that is broken', () => {
  const missing = "RRD error: opening '/var/lib/rrdcached/db/pve-vm-9.0/5000': No such file or directory";
  expect(saysNothingRecorded(failed(missing))).toBe(true);
  expect(saysNothingRecorded(failed("RRD error: '/var/lib/rrdcached/db/pve-vm-9.0/5000' is not an RRD file"))).toBe(
    false,
  );
  expect(saysNothingRecorded(new Error(missing))).toBe(false);
});
