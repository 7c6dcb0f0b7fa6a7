// Taking a quarantined VM back, each way and each refusal, against a cluster in which somebody else has been at work.
import { createEngine } from '@portal/engine';
import { FakeClock } from '@portal/testing';
import { expect, test } from 'vitest';
import { createKillSwitch, KilledError, killableHypervisors, killableUnitOfWork } from './kill-points.ts';
import { actionsOf } from './observe-cluster.ts';
import {
  cycle,
  foreign,
  itemOf,
  quarantined,
  reason,
  refusalOf,
  retagged,
  settle,
  vmOf,
  writes,
} from './quarantine.ts';
import { createStack } from './stack.ts';

test('a VM that was re-described and retagged gets its ownership tag back, and keeps what else was written there', async () => {
  await using stack = await createStack();
  const made = await retagged(stack);
  expect(await itemOf(made)).toMatchObject({
    status: 'quarantined',
    presence: 'shown',
    recorded: { vmid: made.vmid, node: made.node, tag: 'support-portal' },
    seen: { tags: ['customer'], ownershipTags: [], description: foreign.description, template: false },
    differences: ['stamp', 'tag'],
    actions: { adopt: { allowed: true }, release: { allowed: true }, destroy: { allowed: false } },
  });
  expect((await settle(made, 'adopt')).status).toBe('adopting');
  expect((await stack.carry(made.id, ['running', 'quarantined'])).status).toBe('running');
  const config = (await vmOf(made))?.config;
  expect(String(config?.description)).toContain(`portal-deployment: ${made.id}`);
  expect(String(config?.description)).toContain(foreign.description);
  expect(String(config?.tags).split(';').toSorted()).toEqual(['customer', 'support-portal']);
  await cycle(made);
  expect((await stack.deployment(made.id)).status).toBe('running');
  expect((await stack.services.quarantine.list(made.admin, {})).items).toEqual([]);
  const { rows } = await stack.owner.query<{ detail: unknown }>(
    `SELECT detail FROM audit_logs WHERE action = 'deployment.adoption_requested' AND actor_id = $1`,
    [made.admin.principal.userId],
  );
  expect(rows).toMatchObject([{ detail: { reason, vmid: made.vmid } }]);
  expect(await actionsOf(stack, made.id)).toContain('deployment.adopted');
});

test('another VM under its id is taken as it is: size, node, power', async () => {
  await using stack = await createStack();
  const { control } = stack.simulator;
  const made = await quarantined(stack, async ({ vmid, node }) => {
    await control.removeVm(vmid);
    await control.createVm({
      vmid,
      node: node === 'pve1' ? 'pve2' : 'pve1',
      name: 'replacement',
      pool: stack.cluster.pool,
      disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 33 }],
      config: { cores: 3, memory: '3072' },
    });
  });
  expect((await itemOf(made)).differences).toEqual(['stamp', 'tag', 'name', 'node', 'vcpus', 'memory', 'disk']);
  await settle(made, 'adopt');
  const adopted = await stack.carry(made.id, ['stopped', 'quarantined']);
  expect(adopted).toMatchObject({ status: 'stopped', vcpus: 3, memoryMiB: 3072, diskGiB: 33, failureCode: null });
  expect(adopted.node).not.toBe(made.node);
});

test('a lease that ended in quarantine ends the VM that comes out of it', async () => {
  await using stack = await createStack();
  const made = await retagged(stack);
  const { expiresAt } = await stack.deployment(made.id);
  const clock = new FakeClock(new Date(Number(expiresAt) + 60_000));
  const later = createEngine({ ...stack.ports, clock });
  await settle(made, 'adopt');
  await stack.carry(made.id, ['running', 'quarantined'], later);
  const { rowCount } = await stack.owner.query('SELECT FROM graphile_worker.jobs WHERE key = $1 AND run_at <= now()', [
    `lease:${made.id}`,
  ]);
  expect(rowCount, 'it is looked at').toBe(1);
  await later.leaseDue(made.id);
  expect((await stack.deployment(made.id)).status).toBe('stopping');
});

test.each(['a live deployment', 'a deployment that nobody knows'])(
  'refused for a VM that bears the ownership tag of %s, and by the worker where that came afterwards',
  async (whose) => {
    await using stack = await createStack();
    const other = whose === 'a live deployment' ? await stack.create(await stack.person(), 'other-one') : null;
    const stranger = other ?? '01930000-0000-7000-8000-0000000000ff';
    const description = `portal-deployment: ${stranger}`;
    const made = await retagged(stack);
    // After the look that the request goes by.
    await stack.simulator.control.updateConfig(made.vmid, { description });
    await settle(made, 'adopt');
    await stack.simulator.control.clearRequests();
    const back = await stack.carry(made.id, ['running', 'quarantined']);
    expect(back.status).toBe('quarantined');
    expect(back.statusMessage).toContain('bears the ownership tag of');
    expect(await writes(made)).toEqual([]);
    await cycle(made);
    expect((await itemOf(made)).seen?.ownershipTags).toMatchObject([{ id: stranger, name: other && 'other-one' }]);
    expect(await refusalOf(settle(made, 'adopt'))).toContain('bears the ownership tag of');
  },
);

test('an ownership tag of a deleted deployment does not stand in the way', async () => {
  await using stack = await createStack();
  const gone = await stack.create(await stack.person());
  await stack.carry(gone, ['running']);
  await stack.services.deployments.act(await stack.person('admin'), { action: 'delete', id: gone });
  await stack.carry(gone, ['deleted']);
  const description = `Restored.\nportal-deployment: ${gone}`;
  const tags = 'restored';
  const made = await quarantined(stack, ({ vmid }) =>
    stack.simulator.control.updateConfig(vmid, { description, tags }),
  );
  await settle(made, 'adopt');
  await stack.carry(made.id, ['running']);
  expect(String((await vmOf(made))?.config.description)).not.toContain(gone);
});

test('refused for a template, and for a VM that is gone', async () => {
  await using stack = await createStack();
  const template = await quarantined(stack, ({ vmid }) => stack.simulator.control.convertVm(vmid));
  expect(await itemOf(template)).toMatchObject({ differences: ['template'], seen: { template: true } });
  expect(await refusalOf(settle(template, 'adopt'))).toContain('has become a template');
  expect(await refusalOf(settle(template, 'destroy'))).toContain('has become a template');
  const removed = await retagged(stack);
  await stack.simulator.control.removeVm(removed.vmid);
  await cycle(removed);
  expect(await itemOf(removed)).toMatchObject({ presence: 'gone', seen: null, differences: [] });
  expect(await refusalOf(settle(removed, 'adopt'))).toContain('no longer exists');
  expect(await refusalOf(settle(removed, 'destroy'))).toContain('no longer exists');
  await settle(removed, 'release');
});

test('a VM that the portal may not look at is not taken for gone', async () => {
  await using stack = await createStack();
  const made = await retagged(stack);
  await stack.simulator.control.setPool(made.vmid, null);
  await cycle(made);
  expect((await itemOf(made)).presence).toBe('hidden');
  expect(await refusalOf(settle(made, 'adopt'))).toContain('pool');
});

test('a worker killed before or after any call and any commit of it adopts all the same, and ownership tags once', async () => {
  await using stack = await createStack();
  const made = await retagged(stack);
  const throughDeath = async (killAt: number | null): Promise<number> => {
    await settle(made, 'adopt');
    await stack.simulator.control.clearRequests();
    const kill = createKillSwitch(killAt);
    const killable = createEngine({
      ...stack.ports,
      hypervisors: killableHypervisors(stack.ports.hypervisors, kill.guarded),
      unitOfWork: killableUnitOfWork(stack.ports.unitOfWork, kill.guarded),
    });
    await stack.carry(made.id, ['running'], killable).catch((error: unknown) => {
      if (!(error instanceof KilledError)) throw error;
    });
    await stack.carry(made.id, ['running']);
    expect(await writes(made), `death ${kill.killedAt}`).toHaveLength(1);
    expect((await actionsOf(stack, made.id)).filter((action) => action === 'deployment.adopted')).toHaveLength(
      (killAt ?? -1) + 2,
    );
    await stack.simulator.control.updateConfig(made.vmid, foreign);
    await cycle(made);
    return kill.passed;
  };
  const moments = await throughDeath(null);
  expect(moments).toBeGreaterThan(4);
  for (let moment = 0; moment < moments; moment += 1) await throughDeath(moment);
});
