// What else is limited than what VMs take: those that run, their snapshots, and of each VM its lease, its lifetime and its extensions.
// Each way past one is named.
import { hoursAfter, limitPreviewSchema, meSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { limitsWorld, overLimit } from './limits-world.ts';
import { aSnapshot, deployed } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';

type World = Awaited<ReturnType<typeof limitsWorld>>;

/** Everything that makes one more VM run. */
const starts: readonly (readonly [string, (portal: World) => Promise<unknown>])[] = [
  ['a create', ({ stack, sam }) => stack.create(sam)],
  ...(
    [
      ['start', 'stopped'],
      ['resume', 'suspended'],
      ['rebuild', 'stopped'],
    ] as const
  ).map(
    ([action, status]) =>
      [
        `the ${action} of a ${status} VM`,
        async ({ stack, sam, held }: World) =>
          stack.services.deployments.act(sam, { action, id: await held(sam, status) }),
      ] as const,
  ),
  [
    'the rebuild of one that was never made',
    async ({ stack, sam }) => {
      const { id } = await deployed({ stack, owner: sam }, 'failed', { given: { vmid: null, node: null } });
      return stack.services.deployments.act(sam, { action: 'rebuild', id });
    },
  ],
  [
    'a VM that is given',
    async ({ stack, admin, sam, eve, held }) =>
      stack.services.deployments.act(admin, { action: 'transfer', id: await held(eve), to: sam.principal.userId }),
  ],
  [
    'a VM that is accepted',
    async ({ stack, admin, sam, eve, held }) => {
      const id = await held(eve);
      await stack.services.handovers.offer(admin, { id, to: sam.principal.userId });
      expect(await stack.services.handovers.list(sam)).toMatchObject({ items: [{ acceptance: { allowed: false } }] });
      return stack.services.handovers.accept(sam, id);
    },
  ],
];

test.each(starts)('a limit of running VMs is not passed by %s', async (_, start) => {
  await using portal = await limitsWorld();
  const { sam, set, held } = portal;
  await held(sam);
  await set({ subject: 'role', of: 'support', measure: 'running', value: 1 });
  await expect(start(portal)).rejects.toMatchObject(overLimit('role', 1));
});

test('what is stopped or suspended makes room for another one; what is being stopped, failed and is there, or nobody knows of, does not', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana, eve, set, held } = portal;
  const { deployments } = stack.services;
  for (const status of ['stopped', 'suspended', 'expired'] as const) await held(sam, status);
  await set({ subject: 'everyone', measure: 'running', value: 1 });
  const id = await held(sam, 'stopped');
  await deployments.act(sam, { action: 'start', id });
  await held(dana, 'stopping');
  await held(eve, 'quarantined');
  await held(admin, 'failed');
  for (const other of [sam, dana, eve, admin]) {
    await expect(stack.create(other)).rejects.toMatchObject(overLimit('everyone', 1));
  }
});

test('of what failed, a VM that is gone makes room as well, and can be deleted where there is none', async () => {
  await using portal = await limitsWorld();
  const { stack, sam, set } = portal;
  const { deployments } = stack.services;
  const { id } = await deployed({ stack, owner: sam }, 'failed', { given: { failureCode: 'vm_missing' } });
  await set({ subject: 'everyone', measure: 'running', value: 1 });
  await stack.create(sam);
  await expect(deployments.act(sam, { action: 'rebuild', id })).rejects.toMatchObject(overLimit('everyone', 1));
  expect(await deployments.act(sam, { action: 'delete', id })).toMatchObject({ status: 'deleting' });
});

test('snapshots are limited over all of somebody’s VMs: those whose removal failed count, those of which nothing is left do not', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana, set, held } = portal;
  const { snapshots, deployments } = stack.services;
  const { id: full } = await deployed({ stack, owner: sam }, 'running', {
    more: (vm) => (['ready', 'incomplete', 'failed', 'removed'] as const).map((status) => aSnapshot(vm, { status })),
  });
  await set({ subject: 'person', of: sam.principal.userId, measure: 'snapshots', value: 2 });
  await set({ subject: 'person', of: dana.principal.userId, measure: 'snapshots', value: 0 });
  await expect(snapshots.create(sam, { id: await held(sam) })).rejects.toMatchObject(overLimit('person', 2));
  const given = deployments.act(admin, { action: 'transfer', id: full, to: dana.principal.userId });
  await expect(given).rejects.toMatchObject(overLimit('person', 0));
});

test('a lease is no longer than the limit of its owner, by hours, by a date, at create, whoever asks', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, set } = portal;
  const { deployments } = stack.services;
  const { id, expiresAt } = await deployments.create(sam, { templateId: stack.template.templateId, ttlHours: 24 });
  await set({ subject: 'role', of: 'support', measure: 'leaseHours', value: 30 });
  const until = hoursAfter(new Date(expiresAt ?? 0), 7).toISOString();
  for (const actor of [sam, admin]) {
    for (const to of [{ hours: 24 }, { until }]) {
      await expect(deployments.act(actor, { action: 'extend', id, ...to })).rejects.toMatchObject(
        overLimit('role', 30, 23),
      );
    }
  }
  await expect(deployments.create(sam, { templateId: stack.template.templateId, ttlHours: 31 })).rejects.toMatchObject(
    overLimit('role', 30, 0),
  );
  await deployments.act(sam, { action: 'extend', id, hours: 6 });
});

test('a VM lives no longer than the limit of its owner, and is extended no oftener', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, set } = portal;
  const { deployments } = stack.services;
  const { id } = await deployments.create(sam, { templateId: stack.template.templateId, ttlHours: 24 });
  const lifetime = await set({ subject: 'everyone', measure: 'lifetimeHours', value: 48 });
  await expect(deployments.act(sam, { action: 'extend', id, hours: 25 })).rejects.toMatchObject(
    overLimit('everyone', 48, 24),
  );
  await set({ subject: 'everyone', measure: 'extensions', value: 1 });
  await deployments.act(sam, { action: 'extend', id, hours: 1 });
  await expect(deployments.act(sam, { action: 'extend', id, hours: 1 })).rejects.toMatchObject(
    overLimit('everyone', 1),
  );
  await stack.services.limits.remove(admin, lifetime.id);
  const asked = { subject: 'everyone', measure: 'extensions', value: 0 } as const;
  expect(await stack.services.limits.preview(admin, asked)).toEqual({
    items: [{ id: sam.principal.userId, name: sam.principal.name, used: 1 }],
    total: 1,
  });
});

test('over REST: who is above one, what holds for oneself, and nothing of each VM is held together', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, set, held } = portal;
  await held(sam);
  await held(sam, 'stopped');
  await set({ subject: 'everyone', measure: 'running', value: 4 });
  await set({ subject: 'everyone', measure: 'leaseHours', value: 72 });
  const rest = await restOf(stack, admin);
  const above = await (await rest('GET', '/limits/preview?subject=everyone&measure=running&value=0')).json();
  expect(limitPreviewSchema.parse(above)).toMatchObject({ items: [{ name: sam.principal.name, used: 1 }] });
  const together = { subject: 'everyone', measure: 'extensions', value: 1, together: true };
  expect((await rest('POST', '/limits', { body: together })).status).toBe(400);
  const own = await restOf(stack, sam);
  const { limits } = meSchema.parse(await (await own('GET', '/me')).json());
  expect(limits).toContainEqual(expect.objectContaining({ measure: 'running', limit: 4, used: 1, source: 'everyone' }));
  expect(limits).toContainEqual(expect.objectContaining({ measure: 'leaseHours', limit: 72, used: 0 }));
});
