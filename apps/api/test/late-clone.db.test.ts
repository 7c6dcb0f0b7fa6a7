// A worker that ends in the middle of its clone: the cluster may have the call, or get it when another worker has taken
// over and asks for the same. However the two meet, one VM is made.
import type { Engine } from '@portal/engine';
import type { PveRelease } from '@portal/pve-simulator';
import { describe, expect, test } from 'vitest';
import { othersOf, unaccounted } from './accounted.ts';
import { tasksOf } from './lifecycle.ts';
import { actionsOf, portalVms, reservationsOf } from './observe-cluster.ts';
import { createStack, engineWith, leaping, type Stack, until } from './stack.ts';

/** Long enough for whoever takes over to meet it under way. */
const slowClone = { cloneLinkedMs: 400 };

const placed = async (stack: Stack): Promise<string> => {
  const id = await stack.create(await stack.person());
  await stack.engine.dispatch(stack.cluster.id, AbortSignal.timeout(10_000));
  return id;
};

/** The worker ends in its clone; answers what sends that call, if it has not been sent. */
const dieInClone = async (stack: Stack, id: string, sent: 'sent' | 'unsent'): Promise<() => Promise<unknown>> => {
  const life = new AbortController();
  const death = new Error('the worker is gone');
  let send: () => Promise<unknown> = () => Promise.reject(new Error('nothing was cloned'));
  const killable = engineWith(stack, (real) => ({
    async clone(request) {
      send = () => real.clone(request, AbortSignal.timeout(10_000));
      if (sent === 'sent') await send();
      life.abort(death);
      throw death;
    },
  }));
  await expect(killable.run(id, life.signal)).rejects.toBe(death);
  return send;
};

/** The late call arrives just before a call of this worker, and is under way by then. */
const overtaken = (stack: Stack, before: 'isVmidFree' | 'clone', late: () => Promise<unknown>): Engine => {
  let arrival: Promise<unknown> | null = null;
  const arrived = async (): Promise<void> => {
    arrival ??= late();
    await arrival;
    await until('the late clone to be under way', async () => (await portalVms(stack)).length > 0);
  };
  return engineWith(stack, (real) => ({
    [before]: async (...args: readonly unknown[]) => {
      await arrived();
      return Reflect.apply(real[before], real, args);
    },
  }));
};

const requireOneVm = async (stack: Stack, id: string): Promise<void> => {
  const { vmid, status } = await stack.deployment(id);
  expect(status).toBe('running');
  expect((await portalVms(stack)).map((vm) => vm.vmid)).toEqual([vmid]);
};

describe.each<PveRelease>(['8.4', '9.2'])('on PVE %s', (release) => {
  test.each(['isVmidFree', 'clone'] as const)('a clone that reaches the cluster late, before %s', async (before) => {
    await using stack = await createStack({ release });
    const others = await othersOf(stack);
    await stack.simulator.control.setTiming(slowClone);
    const id = await placed(stack);
    const late = await dieInClone(stack, id, 'unsent');
    await stack.carry(id, ['running'], overtaken(stack, before, late));
    await requireOneVm(stack, id);
    expect(await unaccounted(stack, others, new Date())).toEqual([]);
  });

  test('a clone whose id was never written down is found while it runs', async () => {
    await using stack = await createStack({ release });
    await stack.simulator.control.setTiming(slowClone);
    const id = await placed(stack);
    await dieInClone(stack, id, 'sent');
    await stack.carry(id, ['running']);
    await requireOneVm(stack, id);
    expect(await tasksOf(stack, 'qmclone')).toBe(1);
  });

  test('a clone of another deployment that never ends is not waited for', async () => {
    await using stack = await createStack({ release });
    await stack.simulator.control.hangTask({ type: 'qmclone' });
    const other = await placed(stack);
    const life = new AbortController();
    const hanging = stack.engine.run(other, life.signal).catch(() => undefined);
    const itsTask = async () => (await stack.database.engine.workInHand(other))?.step?.upid ?? null;
    await until('the other clone to be on record', async () => (await itsTask()) !== null);
    const id = await placed(stack);
    await dieInClone(stack, id, 'unsent');
    await stack.carry(id, ['running']);
    life.abort();
    await hanging;
    expect(await tasksOf(stack, 'qmclone')).toBe(2);
  });
});

test('an id that somebody else holds is given up once no clone of an earlier worker has appeared for long enough', async () => {
  await using stack = await createStack();
  const id = await placed(stack);
  const { vmid } = await stack.deployment(id);
  await dieInClone(stack, id, 'unsent');
  await stack.simulator.control.createVm({ vmid: vmid ?? 0, node: 'pve1', name: 'somebody-elses' });
  await leaping(stack).carry(id, ['running']);
  expect((await stack.deployment(id)).vmid).not.toBe(vmid);
  expect(await reservationsOf(stack, id)).toEqual(['blocked', 'reserved']);
  const waits = (await actionsOf(stack, id)).filter((action) => action === 'deployment.waiting');
  // However often it was looked.
  expect(waits).toHaveLength(1);
});

test('ids that were taken before anybody asked for a clone are passed over at once', async () => {
  await using stack = await createStack();
  const id = await placed(stack);
  const taken = new Set<number>();
  const engine = engineWith(stack, (real) => ({
    isVmidFree: async (vmid, signal) => {
      if (taken.size < 2) taken.add(vmid);
      return !taken.has(vmid) && real.isVmidFree(vmid, signal);
    },
  }));
  await stack.carry(id, ['running'], engine);
  expect(await reservationsOf(stack, id)).toEqual(['blocked', 'blocked', 'reserved']);
  expect(await actionsOf(stack, id)).not.toContain('deployment.waiting');
});
