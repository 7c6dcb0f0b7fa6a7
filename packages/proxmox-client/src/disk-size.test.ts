import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDiskSizeGiB, parseDiskSizeGiB } from './disk-size.ts';

test.each([
  ['1G', 1],
  ['32G', 32],
  ['2T', 2048],
  ['512M', 0.5],
  ['6168577K', 6168577 / 2 ** 20],
  ['5242880512', 5242880512 / 2 ** 30],
  ['2.5G', 2.5],
  ['0', 0],
])('%s is %d GiB', (text, sizeGiB) => {
  expect(parseDiskSizeGiB(text)).toBe(sizeGiB);
});

test.each(['', 'G', '-1G', '+1G', '1g', '1GiB', '1 G', '1.G', '.5G', 'none', '1P'])('“%s” is no size', (text) => {
  expect(parseDiskSizeGiB(text)).toBeNull();
});

test('every size that is asked for reads back as itself, and never as an increment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (sizeGiB) => {
      const text = formatDiskSizeGiB(sizeGiB);
      expect(text.startsWith('+')).toBe(false);
      expect(parseDiskSizeGiB(text)).toBe(sizeGiB);
    }),
  );
});

test('the same size in any unit is the same size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4096 }), (sizeTiB) => {
      const spellings = [`${sizeTiB}T`, `${sizeTiB * 2 ** 10}G`, `${sizeTiB * 2 ** 20}M`, `${sizeTiB * 2 ** 30}K`];
      expect(new Set([...spellings, `${sizeTiB * 2 ** 40}`].map(parseDiskSizeGiB))).toEqual(new Set([sizeTiB * 1024]));
    }),
  );
});

test.each([0, -1, 1.5, Number.NaN])('%d cannot be asked for', (sizeGiB) => {
  expect(() => formatDiskSizeGiB(sizeGiB)).toThrow(RangeError);
});
