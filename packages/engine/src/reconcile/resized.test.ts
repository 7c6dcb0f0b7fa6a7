import { expect, test } from 'vitest';
import { resized } from './resized.ts';

const recorded = { vcpus: 2, memoryMiB: 2048, diskGiB: 20 };
const same = {
  observed: { cpus: 2, memoryMiB: 2048 },
  config: { cores: 2, memoryMiB: 2048 },
  diskGiB: 20,
};

test('a VM of the size on record is no news, nor is one of which nothing is known', () => {
  expect(resized(recorded, same)).toBeNull();
  expect(resized(recorded, { ...same, observed: null, diskGiB: null })).toBeNull();
  expect(resized(recorded, { ...same, observed: { cpus: null, memoryMiB: null } })).toBeNull();
});

test('cores and memory count once running figures and configuration agree', () => {
  const pending = { ...same, config: { cores: 4, memoryMiB: 4096 } };
  expect(resized(recorded, pending)).toBeNull();
  const behind = { ...same, observed: { cpus: 1, memoryMiB: 512 } };
  expect(resized(recorded, behind)).toBeNull();
  const both = { ...pending, observed: { cpus: 4, memoryMiB: 4096 } };
  expect(resized(recorded, both)).toMatchObject({
    from: { vcpus: 2, memoryMiB: 2048 },
    to: { vcpus: 4, memoryMiB: 4096 },
  });
});

test('only what changed is named, before and after', () => {
  const change = resized(recorded, { ...same, diskGiB: 32 });
  expect(change).toMatchObject({ from: { diskGiB: 20 }, to: { diskGiB: 32 } });
  expect(change?.reason.params).toMatchObject({ vcpusTo: null, memoryMiBTo: null, diskGiBFrom: 20, diskGiBTo: 32 });
});

test.each([
  [20.004, null],
  [20.5, 21],
  [0.01, 1],
])('a disk of %s GiB', (diskGiB, expected) => {
  expect(resized(recorded, { ...same, diskGiB })?.to.diskGiB ?? null).toBe(expected);
});
