// The eight moments that stand for each kind of loss, with a worker process that is really killed. Every moment in process:
// `killed-lifecycle` and its like; every moment with processes: `sigkill.soak.ts`.
import { expect, test } from 'vitest';
import { liveKilled } from './killed-life.ts';
import { createStack } from './stack.ts';

const moments = [
  // Nothing is kept; a reservation is kept, and nobody was told.
  'create: before commit of queued',
  'create: after commit of queued',
  // The call is on record and was never made; it was made, and its answer is lost.
  'create: before POST /nodes/N/qemu/V/clone',
  'create: after POST /nodes/N/qemu/V/clone',
  // A task runs whose id is not on record; one whose id is.
  'create: before commit of provisioning provision clone',
  'create: after commit of provisioning provision clone',
  // The same for what cannot be taken back.
  'delete: before DELETE /nodes/N/qemu/V',
  'delete: after DELETE /nodes/N/qemu/V',
];

test('a worker killed at each kind of moment does nothing twice and loses nothing', async () => {
  await using stack = await createStack();
  const deaths = await liveKilled(stack, { only: moments, through: ['create', 'delete'] });
  expect(deaths.toSorted()).toEqual(moments.toSorted());
}, 300_000);
