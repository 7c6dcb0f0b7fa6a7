// What an administrator does about a VM that does not prove to be its deployment's: adopt, release, destroy, each way and
// each refusal, against a cluster in which somebody else has been at work.
import { createEngine, type PersonContext } from '@portal/domain';
import { FakeClock } from '@portal/testing';
import type { QuarantineAction, QuarantineItem } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { createKillSwitch, KilledError, killableHypervisors, killableUnitOfWork } from './kill-points.ts';
import { actionsOf, auditOf, portalVms, reservationsOf } from './observe-cluster.ts';
import { createStack, type Stack } from './stack.ts';

const noKey = { idempotencyKey: null };
const reason = 'Agreed with the customer in CASE-4711.';
const foreign = { description: 'Belongs to the customer now.', tags: 'customer' } as const;

interface Quarantined {
  readonly stack: Stack;
  readonly id: string;
  readonly vmid: number;
  readonly node: string;
  readonly owner: PersonContext;
  readonly admin: PersonContext;
}

const cycle = ({ stack }: Pick<Quarantined, 'stack'>) =>
  stack.engine.observe(stack.cluster.id, AbortSignal.timeout(10_000));

/** A running VM; what somebody does to it then; and the cycle that finds out. */
const quarantined = async (
  stack: Stack,
  tamper: (vm: { readonly vmid: number; readonly node: string }) => Promise<void>,
): Promise<Quarantined> => {
  const owner = await stack.person('support');
  const admin = await stack.person('admin');
  const id = await stack.create(owner);
  const { vmid, node } = await stack.carry(id, ['running']);
  if (vmid === null || node === null) throw new Error('running without a place');
  await tamper({ vmid, node });
  const made = { stack, id, vmid, node, owner, admin };
  await cycle(made);
  expect((await stack.deployment(id)).status).toBe('quarantined');
  return made;
};

const settle = ({ stack, admin, id }: Quarantined, action: QuarantineAction) =>
  stack.services.quarantine.settle(admin, action, { id, reason }, noKey);

const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: Error) => error.message,
  );

const itemOf = async ({ stack, admin, id }: Quarantined): Promise<QuarantineItem> => {
  const { items } = await stack.services.quarantine.list(admin, {});
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw new Error(`${id} is not in quarantine`);
  return item;
};

const vmOf = async ({ stack, vmid }: Quarantined) => {
  const { vms } = await stack.simulator.control.snapshot();
  return vms.find((vm) => vm.vmid === vmid);
};

/** What was sent to change anything in the cluster, since the log was cleared. */
const writes = async ({ stack }: Quarantined): Promise<string[]> =>
  (await stack.simulator.control.requests())
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path.replace('/api2/json', '')}`);

const restamped = (stack: Stack) =>
  quarantined(stack, ({ vmid }) => stack.simulator.control.updateConfig(vmid, foreign));

describe('adopt', () => {
  test('a VM that was re-described and retagged gets its stamp back, and keeps what else was written there', async () => {
    await using stack = await createStack();
    const made = await restamped(stack);
    expect(await itemOf(made)).toMatchObject({
      status: 'quarantined',
      presence: 'shown',
      recorded: { vmid: made.vmid, node: made.node, tag: 'support-portal' },
      seen: { tags: ['customer'], stamps: [], description: foreign.description, template: false },
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
      `SELECT detail FROM audit_log WHERE action = 'deployment.adoption_requested' AND actor_id = $1`,
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
    const made = await restamped(stack);
    const { expiresAt } = await stack.deployment(made.id);
    const clock = new FakeClock(new Date(expiresAt.getTime() + 60_000));
    const later = createEngine({ ...stack.ports, clock });
    await settle(made, 'adopt');
    await stack.carry(made.id, ['running', 'quarantined'], later);
    const { rows } = await stack.owner.query<{ run_at: Date }>(
      'SELECT run_at FROM graphile_worker.jobs WHERE key = $1',
      [`lease:${made.id}`],
    );
    expect(rows).toEqual([{ run_at: expiresAt }]);
    await later.leaseDue(made.id);
    expect((await stack.deployment(made.id)).status).toBe('stopping');
  });

  test.each(['a live deployment', 'a deployment that nobody knows'])(
    'refused for a VM that bears the stamp of %s, and by the worker where that came afterwards',
    async (whose) => {
      await using stack = await createStack();
      const other = whose === 'a live deployment' ? await stack.create(await stack.person(), 'other-one') : null;
      const stranger = other ?? '01930000-0000-7000-8000-0000000000ff';
      const description = `portal-deployment: ${stranger}`;
      const made = await restamped(stack);
      // After the look that the request goes by.
      await stack.simulator.control.updateConfig(made.vmid, { description });
      await settle(made, 'adopt');
      await stack.simulator.control.clearRequests();
      const back = await stack.carry(made.id, ['running', 'quarantined']);
      expect(back.status).toBe('quarantined');
      expect(back.statusMessage).toContain('bears the stamp of');
      expect(await writes(made)).toEqual([]);
      await cycle(made);
      expect((await itemOf(made)).seen?.stamps).toMatchObject([{ id: stranger, name: other && 'other-one' }]);
      expect(await refusalOf(settle(made, 'adopt'))).toContain('bears the stamp of');
    },
  );

  test('a stamp of a deleted deployment does not stand in the way', async () => {
    await using stack = await createStack();
    const gone = await stack.create(await stack.person());
    await stack.carry(gone, ['running']);
    await stack.services.deployments.act(await stack.person('admin'), 'delete', gone, noKey);
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
    const removed = await restamped(stack);
    await stack.simulator.control.removeVm(removed.vmid);
    await cycle(removed);
    expect(await itemOf(removed)).toMatchObject({ presence: 'gone', seen: null, differences: [] });
    expect(await refusalOf(settle(removed, 'adopt'))).toContain('no longer exists');
    expect(await refusalOf(settle(removed, 'destroy'))).toContain('no longer exists');
    await settle(removed, 'release');
  });

  test('a VM that the portal may not look at is not taken for gone', async () => {
    await using stack = await createStack();
    const made = await restamped(stack);
    await stack.simulator.control.setPool(made.vmid, null);
    await cycle(made);
    expect((await itemOf(made)).presence).toBe('hidden');
    expect(await refusalOf(settle(made, 'adopt'))).toContain('pool');
  });

  test('a worker killed before or after any call and any commit of it adopts all the same, and stamps once', async () => {
    await using stack = await createStack();
    const made = await restamped(stack);
    const throughDeath = async (killAt: number | null): Promise<number> => {
      await settle(made, 'adopt');
      await stack.simulator.control.clearRequests();
      const kill = createKillSwitch(killAt);
      const mortal = createEngine({
        ...stack.ports,
        hypervisors: killableHypervisors(stack.ports.hypervisors, kill.guarded),
        unitOfWork: killableUnitOfWork(stack.ports.unitOfWork, kill.guarded),
      });
      await stack.carry(made.id, ['running'], mortal).catch((error: unknown) => {
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
  }, 90_000);
});

describe('release', () => {
  test('the deployment is gone, its quota is back, the VM is not touched and its VMID is never used again', async () => {
    await using stack = await createStack();
    const made = await restamped(stack);
    const before = await vmOf(made);
    await stack.simulator.control.clearRequests();
    expect((await settle(made, 'release')).status).toBe('deleted');
    expect(await writes(made)).toEqual([]);
    expect(await vmOf(made)).toEqual(before);
    expect(await reservationsOf(stack, made.id)).toEqual(['blocked']);
    expect((await stack.services.me.get(made.owner)).usage.deployments).toBe(0);
    await cycle(made);
    const { items } = await stack.services.orphans.list(made.admin);
    expect(items).toMatchObject([{ vmid: made.vmid, because: 'pool', stamp: null }]);
    expect((await auditOf(stack, made.id)).at(-1)).toMatchObject({
      action: 'deployment.released',
      actor_kind: 'user',
      actor_id: made.admin.principal.userId,
    });
    expect(await refusalOf(settle(made, 'release'))).toContain('it is deleted');
  });

  test('a repeat under the same key does nothing more', async () => {
    await using stack = await createStack();
    const made = await restamped(stack);
    const keyed = { idempotencyKey: 'release-once' };
    const first = await stack.services.quarantine.settle(made.admin, 'release', { id: made.id, reason }, keyed);
    const acts = await auditOf(stack, made.id);
    const second = await stack.services.quarantine.settle(made.admin, 'release', { id: made.id, reason }, keyed);
    expect(second.version).toBe(first.version);
    expect(await auditOf(stack, made.id)).toEqual(acts);
  });
});

describe('destroy', () => {
  const untagged = (stack: Stack) =>
    quarantined(stack, ({ vmid }) => stack.simulator.control.retagVm(vmid, ['customer']));

  test('a VM that bears the stamp is stopped and destroyed', async () => {
    await using stack = await createStack();
    const made = await untagged(stack);
    expect(await itemOf(made)).toMatchObject({ differences: ['tag'], actions: { destroy: { allowed: true } } });
    expect((await settle(made, 'destroy')).status).toBe('deleting');
    await stack.carry(made.id, ['deleted']);
    expect(await portalVms(stack)).toEqual([]);
    expect(await reservationsOf(stack, made.id)).toEqual(['released']);
  });

  test('refused without the stamp; and a stamp that is gone when it comes to it sends it back, untouched', async () => {
    await using stack = await createStack();
    const unstamped = await restamped(stack);
    expect(await refusalOf(settle(unstamped, 'destroy'))).toContain('nothing proves');
    const made = await untagged(stack);
    await stack.simulator.control.updateConfig(made.vmid, foreign);
    await settle(made, 'destroy');
    await stack.simulator.control.clearRequests();
    const back = await stack.carry(made.id, ['deleted', 'quarantined']);
    expect(back).toMatchObject({ status: 'quarantined', failureCode: 'stamp_mismatch' });
    expect(await writes(made)).toEqual([]);
    expect((await vmOf(made))?.power).toBe('running');
  });

  test('refused while the cluster does not answer', async () => {
    await using stack = await createStack();
    const made = await untagged(stack);
    const sight = await stack.database.sights.latest(stack.cluster.id);
    if (sight === null) throw new Error('never looked at');
    await stack.database.sights.save({ ...sight, unreachableSince: new Date(), unreachableReason: 'away' });
    expect(await itemOf(made)).toMatchObject({ presence: 'unreachable', seen: { vmid: made.vmid } });
    expect(await refusalOf(settle(made, 'destroy'))).toContain('does not answer');
    expect((await stack.deployment(made.id)).status).toBe('quarantined');
  });
});

test('only administrators settle; auditors look; each refusal is on record', async () => {
  await using stack = await createStack();
  const made = await restamped(stack);
  const auditor = await stack.person('auditor');
  const { items } = await stack.services.quarantine.list(auditor, {});
  expect(items[0]?.actions.release).toEqual({ allowed: false, reason: expect.stringContaining('look') });
  expect(await refusalOf(stack.services.quarantine.list(made.owner, {}))).toContain('administrators and auditors');
  expect(await refusalOf(stack.services.orphans.list(made.owner))).toContain('administrators and auditors');
  for (const actor of [auditor, made.owner]) {
    expect(await refusalOf(settle({ ...made, admin: actor }, 'release'))).toContain('for an administrator');
  }
  const stranger = await stack.person('support');
  expect(await refusalOf(settle({ ...made, admin: stranger }, 'release'))).toContain('no such deployment');
  const refused = (await auditOf(stack, made.id)).filter(({ outcome }) => outcome === 'refused');
  expect(refused.map(({ action }) => action)).toEqual(Array(3).fill('deployment.released'));
  expect((await stack.deployment(made.id)).status).toBe('quarantined');
});
