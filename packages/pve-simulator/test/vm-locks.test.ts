import { expect, test } from 'vitest';
import { VmLocks } from '../src/tasks/vm-locks.ts';

const patient = 5_000;

test('shared holders run together and keep an exclusive one out', async () => {
  const locks = new VmLocks();
  const first = await locks.acquire({ vmid: 1, mode: 'shared', waitMs: patient });
  const second = await locks.acquire({ vmid: 1, mode: 'shared', waitMs: patient });
  expect(await locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: 1 })).toBeNull();
  first?.();
  second?.();
  expect(await locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: patient })).not.toBeNull();
});

test('waiters are served in the order in which they came', async () => {
  const locks = new VmLocks();
  const held = await locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: patient });
  const order: string[] = [];
  const waiting = ['a', 'b'].map(async (name) => {
    const release = await locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: patient });
    order.push(name);
    release?.();
  });
  held?.();
  await Promise.all(waiting);
  expect(order).toEqual(['a', 'b']);
});

test('a waiter that gives up leaves the way free for those behind it', async () => {
  const locks = new VmLocks();
  const held = await locks.acquire({ vmid: 1, mode: 'shared', waitMs: patient });
  const impatient = new AbortController();
  const exclusive = locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: patient }, impatient.signal);
  const shared = locks.acquire({ vmid: 1, mode: 'shared', waitMs: patient });
  impatient.abort();
  expect(await exclusive).toBeNull();
  expect(await shared).not.toBeNull();
  held?.();
});

test('a lock that is released twice is not given away twice', async () => {
  const locks = new VmLocks();
  const held = await locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: patient });
  held?.();
  const next = await locks.acquire({ vmid: 1, mode: 'exclusive', waitMs: patient });
  held?.();
  expect(locks.isFree(1, 'exclusive')).toBe(false);
  next?.();
  expect(locks.isFree(1, 'exclusive')).toBe(true);
});
