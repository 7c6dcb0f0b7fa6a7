// Protection from deletion: who sets and lifts it, what it refuses, and what it makes of the end of a lease.
import { expect, test } from 'vitest';
import { hoursAhead, wakeUpsOf } from './leases.ts';
import { deployed } from './mutation-subjects.ts';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { restOf } from './rest-client.ts';
import { createStack } from './stack.ts';

const refusal = { code: 'delete_protection', params: { action: 'delete' } };

test('while a VM is protected nobody deletes it, whoever they are; its keepers lift that, and each is on record', async () => {
  await using stack = await createStack();
  const [sam, admin] = [await stack.person(), await stack.person('admin')];
  const { id } = await deployed({ stack, owner: sam }, 'running');
  const { deployments, sharing } = stack.services;
  const dana = await stack.person('support', sam.principal.team);
  await sharing.share(sam, { id, with: dana.principal.userId, level: 'operate' });
  expect((await (await restOf(stack, dana))('POST', `/deployments/${id}/protect`)).status).toBe(403);

  const rest = await restOf(stack, sam);
  const protectedNow = await rest('POST', `/deployments/${id}/protect`);
  expect(protectedNow.status).toBe(202);
  expect(await protectedNow.json()).toMatchObject({
    status: 'running',
    deleteProtection: true,
    actions: { delete: { allowed: false, ...refusal }, rebuild: { allowed: false }, unprotect: { allowed: true } },
  });
  for (const person of [sam, admin]) {
    await expect(deployments.act(person, { action: 'delete', id })).rejects.toMatchObject({ reason: refusal });
  }
  const answer = await rest('DELETE', `/deployments/${id}`);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    reason: refusal,
    detail: expect.stringMatching(/Its owner, the lead of its team and administrators can lift the protection/),
    allowedActions: expect.not.arrayContaining(['delete', 'rebuild']),
  });

  const lifted = await deployments.act(admin, { action: 'unprotect', id });
  expect(lifted).toMatchObject({ deleteProtection: false, actions: { delete: { allowed: true } } });
  expect(await deployments.act(sam, { action: 'delete', id })).toMatchObject({ status: 'deleting' });
  expect((await actionsOf(stack, id)).filter((action) => action.endsWith('protected'))).toEqual([
    'deployment.protected',
    'deployment.protected',
    'deployment.unprotected',
  ]);
});

test('a protected VM is not destroyed from quarantine either', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const { id } = await deployed({ stack, owner: admin }, 'quarantined');
  await stack.services.deployments.act(admin, { action: 'protect', id });
  const settled = stack.services.quarantine.settle(admin, 'destroy', { id, reason: 'Nobody needs it.' });
  await expect(settled).rejects.toMatchObject({ reason: refusal });
});

test('the end of a lease stops a protected VM and keeps it, until the protection is lifted', async () => {
  await using stack = await createStack();
  const sam = await stack.person();
  const id = await stack.create(sam);
  await stack.carry(id, ['running']);
  await stack.services.deployments.act(sam, { action: 'protect', id });
  const { engine, services } = hoursAhead(stack, 49);
  await engine.leaseDue(id);
  await stack.carry(id, ['expired'], engine);
  await stack.owner.query('DELETE FROM graphile_worker._private_jobs');
  await engine.sweep();
  await engine.leaseDue(id);
  expect(await wakeUpsOf(stack, id)).toEqual([]);
  expect(await stack.deployment(id)).toMatchObject({ status: 'expired' });
  expect((await portalVms(stack)).map(({ power }) => power)).toEqual(['stopped']);

  await services.deployments.act(sam, { action: 'unprotect', id });
  expect(await wakeUpsOf(stack, id)).toHaveLength(1);
  await engine.leaseDue(id);
  expect(await stack.deployment(id), 'lifted by mistake, it can be protected again').toMatchObject({
    status: 'expired',
  });
  const later = hoursAhead(stack, 74).engine;
  await later.leaseDue(id);
  await stack.carry(id, ['deleted'], later);
  expect(await portalVms(stack)).toEqual([]);
});
