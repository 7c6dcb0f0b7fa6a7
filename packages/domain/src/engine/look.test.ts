import { expect, test } from 'vitest';
import { noon } from '../../test/records.ts';
import { eachOf, looksUntil } from './look.ts';

test('a cycle whose looks take long leaves the rest to the next one', async () => {
  let now = noon.getTime();
  const ports = { clock: { now: () => new Date(now), wait: () => Promise.resolve() } };
  const items = Array.from({ length: 25 }, (_, index) => index);
  const looked: number[] = [];
  await eachOf({ ports, until: looksUntil(ports) }, items, async (item) => {
    looked.push(item);
    if (item % 5 === 0) now += 15_000;
  });
  expect(looked).toEqual(items.slice(0, 10));
});
