// A worker process that is really killed before and after every call to PVE and every commit of a VM's life. Part of
// `pnpm soak tests`: it takes some hundred processes.
import { expect, test } from 'vitest';
import { liveKilled } from './killed-life.ts';
import { createStack } from './stack.ts';

/** Moments at which the worker must have died, besides those that are found. */
const fatal = [
  'create: POST /nodes/N/qemu/V/clone',
  'create: PUT /nodes/N/qemu/V/config',
  'create: POST /nodes/N/qemu/V/status/start',
  'create: commit of queued',
  'stop: POST /nodes/N/qemu/V/status/shutdown',
  'stop: commit of stopping stop shutdown',
  'start: POST /nodes/N/qemu/V/status/start',
  'start: commit of starting start start',
  'expire: POST /nodes/N/qemu/V/status/shutdown',
  'expire: commit of stopping expire shutdown',
  'delete: DELETE /nodes/N/qemu/V',
  'delete: commit of deleting delete destroy',
];

const placeOf = (death: string): string => death.replace(/\b(before|after) /, '');

/** Places with only one of their two deaths. */
const diedOnce = (deaths: readonly string[]): readonly string[] => {
  const places = deaths.map(placeOf);
  return places.filter((place) => places.indexOf(place) === places.lastIndexOf(place));
};

/**
 * Calls that change something, and commits before the VM rests. What the observation of the cluster reads beside them may
 * come once in a stage, and not again before the stage is over.
 */
const onTheWay = /: (POST|PUT|DELETE) |: commit of (queued|provisioning|stopping|starting|deleting)/;

test('a worker killed before and after every call and every commit of a life does nothing twice and loses nothing', async () => {
  await using stack = await createStack();
  const deaths = await liveKilled(stack);
  for (const place of fatal) expect(deaths.map(placeOf)).toContain(place);
  expect(diedOnce(deaths).filter((place) => onTheWay.test(place))).toEqual([]);
  expect(deaths.length).toBeGreaterThan(80);
}, 2_400_000);
