// A worker stalls during a stop, and another one takes it up and finds what was done: the task that it left, or its id. Part of
// `pnpm soak tests`; where nothing of it is found, `stalled-worker.db.test.ts`.
import { expect, test } from 'vitest';
import { createStack } from './stack.ts';
import { stopStalled, tasksEnded } from './stall.ts';

test('after the POST, its answer unread: the other one finds the task or its effect, and asks for nothing', async () => {
  await using stack = await createStack();
  const at = 'POST /nodes/N/qemu/V/status/shutdown';
  const { asked, done } = await stopStalled(stack, { at, side: 'after' });
  expect(done).toEqual(['qmshutdown']);
  expect(asked[0]).toMatch(/^GET \/tasks/);
  expect(asked.filter((call) => !call.startsWith('GET'))).toEqual([]);
}, 240_000);

test('after the task ended, unseen: the other one asks for the task by its id, and asks for nothing else', async () => {
  await using stack = await createStack();
  const at = 'GET /nodes/N/tasks/qmshutdown/status';
  const { asked, done } = await stopStalled(stack, { at, side: 'before', meanwhile: tasksEnded });
  expect(done).toEqual(['qmshutdown']);
  expect(new Set(asked)).toEqual(new Set(['GET /tasks/{upid}/status']));
}, 240_000);
