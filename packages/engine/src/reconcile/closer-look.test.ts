import { aGuest, aSeenGuest, noon } from '@portal/domain/testing';
import { expect, test } from 'vitest';
import { chosen } from './closer-look.ts';

const vmids = [9000, 9001, 9002, 9003, 9004, 9005];
const guests = vmids.map((vmid) => aGuest({ vmid }));
const { node, name, pool, tags, cpus: cores, memoryMiB, diskGiB } = aGuest();
const known = new Map(
  vmids.map((vmid) => [vmid, aSeenGuest({ vmid, node, name, pool, tags, cores, memoryMiB, diskGiB })]),
);
const candidates = { guests, known: [...known.values()], againAfterMs: () => 0 };

/** A cycle begins at any moment, and what is read in turn follows from it. */
const moments = vmids.map((_, milliseconds) => new Date(noon.getTime() + milliseconds));
const readAt = (now: Date, urgent?: ReadonlySet<number>) =>
  chosen({ readAt: new Map(), now }, urgent === undefined ? candidates : { ...candidates, urgent }, known).map(
    ({ vmid }) => vmid,
  );

test('of many old configurations a few are read each cycle, in turn', () => {
  for (const now of moments) expect(readAt(now)).toHaveLength(5);
  expect(new Set(moments.flatMap((now) => readAt(now))).size).toBe(vmids.length);
});

test('what somebody waits for is read in the very next cycle, whose turn it may be', () => {
  for (const now of moments) {
    for (const vmid of vmids) expect(readAt(now, new Set([vmid]))).toContain(vmid);
  }
});
