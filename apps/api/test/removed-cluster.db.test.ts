// A cluster that was taken out of the configuration, with deployments on it.
import { HypervisorError } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { silentLog } from '@portal/testing';
import { expect, test } from 'vitest';
import { createClusterAdapters } from '../src/clusters/cluster-adapters.ts';
import { createStack } from './stack.ts';

const soon = () => AbortSignal.timeout(20_000);

test('its deployments say that it is not configured here and wait; configured again, they go on where they were', async () => {
  await using stack = await createStack();
  const actor = await stack.person();
  const up = await stack.create(actor);
  await stack.carry(up, ['running']);
  await stack.services.deployments.act(actor, { action: 'stop', id: up });
  const asked = await stack.create(actor);
  await stack.simulator.control.clearRequests();

  const hypervisors = createClusterAdapters({ clusters: [], known: [stack.cluster], log: silentLog });
  const without = createEngine({ ...stack.ports, hypervisors });
  await without.run(up, soon());
  await expect(without.dispatch(stack.cluster.id, soon())).rejects.toBeInstanceOf(HypervisorError);
  const statusMessage = expect.stringMatching(/^The cluster test is not configured here, so nothing can be done on it/);
  expect(await stack.deployment(up)).toMatchObject({ status: 'stopping', statusMessage });
  expect(await stack.deployment(asked)).toMatchObject({ status: 'queued', statusMessage });
  expect(await stack.simulator.control.requests()).toEqual([]);

  expect(await stack.carry(up, ['stopped'])).toMatchObject({ statusMessage: null });
  await stack.carry(asked, ['running']);
});
