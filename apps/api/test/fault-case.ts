// One row of the fault matrix, and how it is played: what happens, what the deployment does meanwhile, where it ends, and
// that its owner, or an administrator where it is in quarantine, then gets rid of it and leaves nothing behind.
import type { TemplateVersion } from '@portal/domain';
import type { DeploymentStatus, FailureCode } from '@portal/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disown } from './accounted.ts';
import { act, calm, createWorld, placed, settled, type World, waitsSaying } from './fault-world.ts';
import type { OnVm } from './lifecycle.ts';
import { portalVms, vmsOf } from './observe-cluster.ts';
import { publishTemplate, type Stack } from './stack.ts';

export interface FaultCase {
  readonly name: string;
  /** What is asked for when it strikes: a VM in the queue, one that has its place, or something of one that is there. */
  readonly during: 'request' | 'create' | Exclude<OnVm, 'rebuild'> | 'delete';
  /** In what its template differs from the ordinary one, which is cloned linked and fits as it is. */
  readonly of?: Partial<TemplateVersion>;
  readonly strikes: (world: World) => Promise<unknown>;
  /** It waits, says so, and goes on only when the fault is over. */
  readonly waits?: RegExp;
  readonly ends: { readonly as: DeploymentStatus; readonly code?: FailureCode; readonly saying?: RegExp };
  /** What else must be so at its end. */
  readonly proves?: (world: World) => Promise<void>;
}

const leadsTo = { running: 'start', stopped: 'stop', suspended: 'suspend' } as const;

const reach = async (world: World, wanted: keyof typeof leadsTo): Promise<void> => {
  const { status } = await settled(world);
  if (status === wanted) return;
  await act(world, status === 'suspended' ? 'resume' : leadsTo[wanted]);
  expect((await settled(world)).status).toBe(wanted);
};

const prepare = async (world: World, during: FaultCase['during']): Promise<void> => {
  if (during === 'request') return;
  await placed(world);
  if (during === 'create') return;
  await reach(world, during === 'start' ? 'stopped' : during === 'resume' ? 'suspended' : 'running');
  const needsSnapshot = during === 'rollback' || during === 'remove_snapshot';
  if (!needsSnapshot || (await world.stack.ports.reader.snapshots(world.id)).length > 0) return;
  await act(world, 'snapshot');
  await settled(world);
};

/** After a look at the cluster, what rests is as its VM is. */
const requireAgreement = async ({ stack, engine, id }: World): Promise<void> => {
  await engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));
  const { status, vmid } = await stack.deployment(id);
  if (status !== 'running' && status !== 'stopped') return;
  const vm = (await portalVms(stack)).find((one) => one.vmid === vmid);
  expect(vm?.power, 'the power of its VM').toBe(status);
};

/** Whoever may act on it next does, and it comes to its end. */
const clearAway = async (world: World): Promise<void> => {
  const { stack, services, admin, id } = world;
  const { status, vmid } = await stack.deployment(id);
  if (status === 'quarantined') {
    const { items } = await services.quarantine.list(admin, {});
    const item = items.find((one) => one.id === id);
    const action = item?.actions.destroy.allowed === true ? 'destroy' : 'release';
    const isThere = (await portalVms(stack)).some((vm) => vm.vmid === vmid);
    if (action === 'release' && vmid !== null && isThere) await disown(stack, world.others, vmid);
    await services.quarantine.settle(admin, action, { id, reason: 'End of the case.' });
  } else if (status !== 'deleted') await act(world, 'delete');
  expect(await settled(world)).toMatchObject({ status: 'deleted' });
  // What was released stays: it is somebody else's, and removed here for the next case.
  for (const left of await vmsOf(stack, id)) {
    expect(world.others.has(left.vmid), `VM ${left.vmid} is left behind`).toBe(true);
  }
  if (vmid !== null && (await portalVms(stack)).some((vm) => vm.vmid === vmid)) {
    await stack.simulator.control.removeVm(vmid);
  }
};

const strike = async (world: World, { during, strikes, waits, ends, proves }: FaultCase): Promise<void> => {
  await prepare(world, during);
  await strikes(world);
  if (during !== 'request' && during !== 'create') await act(world, during);
  if (waits !== undefined) {
    await waitsSaying(world, waits);
    await calm(world);
  }
  const end = await settled(world);
  expect(end, end.statusMessage ?? '').toMatchObject({
    status: ends.as,
    ...(ends.code === undefined ? {} : { failureCode: ends.code }),
  });
  if (ends.saying !== undefined) expect(end.statusMessage).toMatch(ends.saying);
  await proves?.(world);
};

const strikeAndCalm = async (world: World, row: FaultCase): Promise<void> => {
  try {
    await strike(world, row);
  } finally {
    await calm(world);
  }
};

/** Rows that strike the same deployment one after the other. */
export const play = async (stack: Stack, rows: readonly FaultCase[]): Promise<void> => {
  const given = rows.find(({ of }) => of !== undefined)?.of;
  await using world = await createWorld(stack, given === undefined ? undefined : await publishTemplate(stack, given));
  for (const row of rows) await strikeAndCalm(world, row);
  await requireAgreement(world);
  await clearAway(world);
  // What is read after each job stays short.
  await stack.simulator.control.forgetTasks();
};

const ofItsOwn: ReadonlySet<FaultCase['during']> = new Set(['request', 'create', 'delete']);
const asGoodAsIt: ReadonlySet<DeploymentStatus> = new Set(['running', 'stopped', 'suspended']);

const leavesItsVm = ({ during, ends }: FaultCase): boolean => !ofItsOwn.has(during) && asGoodAsIt.has(ends.as);

/** A test a row. Those that leave the VM as good as it was share one; each of the others has its own. */
export const testRows = (stackOf: () => Stack, rows: readonly FaultCase[]): void => {
  describe('on one VM, one after the other', () => {
    let world: World;
    beforeAll(async () => {
      world = await createWorld(stackOf());
    });
    afterAll(async () => {
      await clearAway(world);
      await world[Symbol.asyncDispose]();
    });
    test.each(rows.filter(leavesItsVm))('$name', async (row) => {
      await strikeAndCalm(world, row);
      await requireAgreement(world);
    });
  });
  test.each(rows.filter((row) => !leavesItsVm(row)))('$name', (row) => play(stackOf(), [row]));
};
