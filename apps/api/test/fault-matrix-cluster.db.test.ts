// What others do to the VM, and what becomes of the cluster, while the portal has something to do there. Each row is one
// change with its expected outcome. Left to others, where they are shown with more around them: what a drift cycle finds
// (drift.db.test.ts), a VMID that is taken (provision.db.test.ts), a deletion without quorum, of a VM that moved, that lost
// its ownership tag or whose node is away (delete.db.test.ts), a cluster known to be away (clusters.db.test.ts).
import { job } from '@portal/domain';
import { hourMs } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disown } from './accounted.ts';
import { type FaultCase, play, testRows } from './fault-case.ts';
import { act, placeOf, settled, type World, waitsSaying } from './fault-world.ts';
import { tasksOf } from './lifecycle.ts';
import { createStack, type Stack, until } from './stack.ts';

const nodes = ['pve1', 'pve2', 'pve3'] as const;

type Act = 'stop' | 'start' | 'delete';
type Change = (world: World, place: { readonly vmid: number; readonly node: string }) => Promise<unknown>;

const behindOurBack =
  (change: Change) =>
  async (world: World): Promise<void> => {
    await change(world, await placeOf(world));
  };

const control = ({ stack }: World) => stack.simulator.control;
const elsewhere = (node: string): string => nodes.find((other) => other !== node) ?? node;

const renamed: Change = (world, { vmid }) => control(world).renameVm(vmid, 'called-otherwise');
const retagged: Change = (world, { vmid }) => control(world).retagVm(vmid, ['somebodys']);
const moved: Change = (world, { vmid, node }) => control(world).moveVm(vmid, elsewhere(node));
const removed: Change = (world, { vmid }) => control(world).removeVm(vmid);

const converted: Change = async (world, { vmid }) => {
  await control(world).convertVm(vmid);
  await disown(world.stack, world.others, vmid);
};

/** Removed, and its id given to a VM of somebody else. */
const reused =
  (pool: string | null): Change =>
  async (world, { vmid, node }) => {
    await control(world).removeVm(vmid);
    const stranger = { vmid, node, name: 'somebodys', running: true };
    await control(world).createVm(pool === null ? stranger : { ...stranger, pool });
    await disown(world.stack, world.others, vmid);
  };

const outOfItsPool: Change = (world, { vmid }) => control(world).setPool(vmid, null);
const quarantined = (saying: RegExp) => ({ as: 'quarantined', code: 'stamp_mismatch', saying }) as const;

const changes: readonly (readonly [string, Change, Partial<Record<Act, FaultCase['ends']>>])[] = [
  ['renamed', renamed, { stop: { as: 'stopped' }, delete: { as: 'deleted' } }],
  // The ownership tag in its description is enough to delete it; to go on with it, it must be ours in every way.
  ['retagged', retagged, { stop: quarantined(/does not bear the tag/), delete: { as: 'deleted' } }],
  ['moved', moved, { stop: { as: 'stopped' }, start: { as: 'running' } }],
  [
    'converted into a template',
    converted,
    { stop: quarantined(/has become a template/), delete: quarantined(/has become a template/) },
  ],
  [
    'removed',
    removed,
    { stop: { as: 'failed', code: 'vm_missing', saying: /no longer exists/ }, delete: { as: 'deleted' } },
  ],
  [
    'removed, and its id reused in the portal’s pool',
    reused('support-portal'),
    { stop: quarantined(/does not carry its id/), delete: quarantined(/does not carry/) },
  ],
  [
    'removed, and its id reused out of sight',
    reused(null),
    { delete: quarantined(/the portal may not read it\. Either the VM has left the pool/) },
  ],
  [
    'put out of its pool',
    outOfItsPool,
    { delete: quarantined(/the portal may not read it\. Either the VM has left the pool/) },
  ],
];

const changeCases = changes.flatMap(([name, change, outcomes]) =>
  Object.entries(outcomes).map(
    ([during, ends]): FaultCase => ({
      name: `a VM ${name}, then ${during}`,
      during: during === 'stop' ? 'stop' : during === 'start' ? 'start' : 'delete',
      strikes: behindOurBack(change),
      ends,
    }),
  ),
);

const agentIs = (condition: 'absent' | 'nonsense') => async (world: World) => {
  await control(world).setAgent((await placeOf(world)).vmid, condition);
};

/** It runs all the same, and its timeline says what it did not tell. */
const isSilent = async ({ stack, services, owner, id }: World): Promise<void> => {
  expect((await stack.deployment(id)).addresses).toEqual([]);
  const { items } = await services.deployments.steps(owner, id);
  const asked = items.findLast(({ name }) => name === 'address');
  expect(asked?.message).toContain('has not reported an address');
};

const skewed = (skewMs: number) => async (world: World) => {
  for (const node of nodes) await control(world).setClockSkew(node, skewMs);
};

/** A whole life on such a clock. */
const livesOn = async (world: World): Promise<void> => {
  for (const [action, status] of [
    ['stop', 'stopped'],
    ['start', 'running'],
    ['reset', 'running'],
    ['delete', 'deleted'],
  ] as const) {
    await act(world, action);
    expect(await settled(world)).toMatchObject({ status, failureCode: null });
  }
};

const agentCases: readonly FaultCase[] = (['absent', 'nonsense'] as const).map((condition) => ({
  name: `the guest agent: ${condition}`,
  during: 'start',
  strikes: agentIs(condition),
  ends: { as: 'running' },
  proves: isSilent,
}));

/** More often than anybody asks while a case lasts. */
const always = 100_000;
const templateNode = 'pve3';

const clusterCases: readonly FaultCase[] = [
  {
    name: 'the guest agent never comes up in a new VM',
    during: 'create',
    strikes: (world) =>
      control(world).addFault({
        match: { path: '/agent/' },
        times: always,
        when: 'before',
        action: { kind: 'refuse', as: 'die', text: 'QEMU guest agent is not running' },
      }),
    ends: { as: 'running' },
    proves: isSilent,
  },
  {
    name: 'the storage is full before it has its place',
    of: { cloneMode: 'full' },
    during: 'request',
    strikes: (world) => control(world).setStorageFull('ceph-vm', true),
    waits: /^Waiting for room/,
    ends: { as: 'running' },
  },
  {
    name: 'the storage is full when it is cloned',
    of: { cloneMode: 'full' },
    during: 'create',
    strikes: (world) => control(world).setStorageFull('ceph-vm', true),
    // The exit status says `exit code 1`: why, stands in the log alone.
    ends: { as: 'failed', code: 'clone_failed', saying: /The storage has no space left: .*make room on the storage/ },
  },
  {
    name: 'no quorum when it is cloned',
    during: 'create',
    strikes: (world) => control(world).setQuorum(false),
    waits: /no quorum/,
    ends: { as: 'running' },
  },
  {
    name: 'no quorum when it is started',
    during: 'start',
    strikes: (world) => control(world).setQuorum(false),
    waits: /no quorum/,
    ends: { as: 'running' },
  },
  {
    name: 'the template’s node is away',
    during: 'create',
    strikes: (world) => control(world).setNodeOnline(templateNode, false),
    waits: /No route to host/,
    ends: { as: 'running' },
  },
  {
    name: 'all nodes but one are away, and the quorum with them',
    during: 'delete',
    async strikes(world) {
      const { node } = await placeOf(world);
      for (const other of nodes) await control(world).setNodeOnline(other, other === node);
      await control(world).setQuorum(false);
    },
    waits: /no quorum/,
    ends: { as: 'deleted' },
  },
  ...(['stop', 'start', 'delete'] as const).map(
    (during): FaultCase => ({
      name: `its node is away, then ${during}`,
      during,
      strikes: behindOurBack((world, { node }) => control(world).setNodeOnline(node, false)),
      waits: /No route to host/,
      ends: { as: during === 'stop' ? 'stopped' : during === 'start' ? 'running' : 'deleted' },
    }),
  ),
  ...[hourMs, -hourMs].flatMap((skewMs): FaultCase[] => {
    const name = `clocks ${skewMs > 0 ? 'an hour ahead' : 'an hour behind'}`;
    return [
      {
        name: `${name}: a whole life`,
        during: 'request',
        strikes: skewed(skewMs),
        ends: { as: 'running' },
        proves: livesOn,
      },
      {
        name: `${name}: a reset whose answer is lost is found, not pressed again`,
        during: 'reset',
        async strikes(world) {
          await skewed(skewMs)(world);
          const match = { method: 'POST', path: '/status/reset$' };
          await control(world).addFault({ match, times: 1, when: 'after', action: { kind: 'reset' } });
        },
        ends: { as: 'running' },
        async proves({ stack }) {
          expect(await tasksOf(stack, 'qmreset')).toBe(1);
          await stack.simulator.control.forgetTasks();
        },
      },
    ];
  }),
];

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

testRows(() => stack, [...changeCases, ...agentCases, ...clusterCases]);

/** Whatever was on it goes with it. */
const loseNode = async (world: World, node: string): Promise<void> => {
  await control(world).removeNode(node);
  const { vms } = await control(world).snapshot();
  const left = new Set(vms.map(({ vmid }) => vmid));
  for (const vmid of world.others.keys()) if (!left.has(vmid)) world.others.delete(vmid);
};

/** The worker asks for it and is interrupted while the task runs; then the node is taken out of the cluster. */
const nodeLeavesDuring =
  (step: 'clone' | 'start', nodeOf: (world: World) => Promise<string>) => async (world: World) => {
    await control(world).hangTask({ type: `qm${step}` });
    const worker = new AbortController();
    const work = world.engine.run(world.id, worker.signal).catch(() => undefined);
    await until(`the task of the ${step} to be on record`, async () => {
      const running = (await world.stack.database.engine.workInHand(world.id))?.step;
      return running?.name === step && running.upid !== null;
    });
    worker.abort();
    await work;
    // As a queue does with a job that was cut off.
    await world.stack.database.jobs.enqueue([job('deployment.run', { deploymentId: world.id })]);
    await loseNode(world, await nodeOf(world));
  };

describe('a node taken out of the cluster for good, with what was on it', () => {
  const ownNode = async (world: World) => (await placeOf(world)).node;
  const gone = { as: 'failed', code: 'vm_missing', saying: /no longer exists/ } as const;
  const leaves = behindOurBack((world, { node }) => loseNode(world, node));
  const rows: readonly FaultCase[] = [
    { name: 'then stop', during: 'stop', strikes: leaves, ends: gone },
    { name: 'then delete', during: 'delete', strikes: leaves, ends: { as: 'deleted' } },
    {
      name: 'with the task of the clone and the template',
      during: 'create',
      strikes: nodeLeavesDuring('clone', async () => templateNode),
      ends: { as: 'failed', code: 'clone_failed', saying: /does not show the template/ },
    },
    {
      name: 'with the task of the clone and the template, and its owner deletes it while it is waited for',
      during: 'create',
      async strikes(world) {
        await nodeLeavesDuring('clone', async () => templateNode)(world);
        await waitsSaying(world, /does not show the template/);
        await act(world, 'delete');
      },
      ends: { as: 'deleted' },
    },
    {
      name: 'with the task of a start in a creation',
      during: 'create',
      strikes: nodeLeavesDuring('start', ownNode),
      ends: gone,
    },
  ];
  test.each(rows)('$name', async (row) => {
    await using own = await createStack();
    await play(own, [row]);
  });
});
