// A VM for another owner: who may give it, what goes with it, and that limits hold whoever asks at the same moment.
import { systemIds } from '@portal/db/system';
import { expect, test } from 'vitest';
import { deployed } from './mutation-subjects.ts';
import { createStack } from './stack.ts';

test('a lead gives a VM to a colleague: it is theirs to use, and no longer its former owner’s to see', async () => {
  await using stack = await createStack();
  const voice = await stack.team('Voice');
  const [lead, sam, dana] = [
    await stack.person('lead', voice),
    await stack.person('support', voice),
    await stack.person('support', voice),
  ];
  const { deployments, colleagues, audit } = stack.services;
  const { id } = await deployed({ stack, owner: sam }, 'running');
  const { items } = await colleagues.list(lead, { q: dana.principal.name });
  expect(items.map((colleague) => colleague.id)).toContain(dana.principal.userId);

  await expect(deployments.act(sam, { action: 'transfer', id, to: dana.principal.userId })).rejects.toMatchObject({
    code: 'forbidden',
    reason: { code: 'for_leads' },
  });
  const given = await deployments.act(lead, { action: 'transfer', id, to: dana.principal.email });
  expect(given).toMatchObject({ owner: { id: dana.principal.userId }, team: { id: voice.id }, status: 'running' });
  await expect(deployments.byId(sam, id)).rejects.toMatchObject({ code: 'not_found' });
  expect((await deployments.list(dana, {})).items).toMatchObject([{ id }]);
  expect((await audit.list(dana, { subjectId: id, action: 'deployment.transferred' })).items).toMatchObject([
    { actor: { id: lead.principal.userId }, outcome: 'succeeded', detail: { from: sam.principal.userId } },
  ]);
  expect((await audit.list(lead, { subjectId: id, outcome: 'refused' })).items).toMatchObject([
    { actor: { id: sam.principal.userId }, action: 'deployment.transferred' },
  ]);
});

test('nobody of another team is found or given anything by a lead; an administrator reaches everybody', async () => {
  await using stack = await createStack();
  const [voice, desktop] = [await stack.team('Voice'), await stack.team('Desktop')];
  const [lead, sam, stranger] = [
    await stack.person('lead', voice),
    await stack.person('support', voice),
    await stack.person('support', desktop),
  ];
  const admin = await stack.person('admin');
  const { deployments, colleagues } = stack.services;
  const { id } = await deployed({ stack, owner: sam }, 'stopped');
  const to = stranger.principal.userId;
  expect((await colleagues.list(lead, {})).items.map((one) => one.id)).not.toContain(to);
  const nobody = { code: 'invalid_input', reason: { code: 'no_such' } };
  await expect(deployments.act(lead, { action: 'transfer', id, to })).rejects.toMatchObject(nobody);
  await expect(deployments.act(lead, { action: 'transfer', id, to: systemIds.next() })).rejects.toMatchObject(nobody);
  expect((await colleagues.list(admin, {})).items.map((one) => one.id)).toContain(to);
  const given = await deployments.act(admin, { action: 'transfer', id, to });
  expect(given).toMatchObject({ owner: { id: to }, team: { id: desktop.id } });
});

test('of VMs that are given at once, the new owner gets no more than their limits allow', async () => {
  await using stack = await createStack();
  const admin = await stack.person('admin');
  const [one, other, heir] = [
    await stack.person('support'),
    await stack.person('support'),
    await stack.person('support'),
  ];
  const rows = [];
  for (const owner of [one, other, one, other, one, other, one, other, one, other]) {
    rows.push(await deployed({ stack, owner }, 'stopped'));
  }
  const to = heir.principal.userId;
  const given = await Promise.allSettled(
    rows.map(({ id }) => stack.services.deployments.act(admin, { action: 'transfer', id, to })),
  );
  const refused = given.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  // Support staff may have eight VMs.
  expect(refused).toMatchObject([{ code: 'limit_exceeded' }, { code: 'limit_exceeded' }]);
  expect((await stack.services.me.get(heir)).usage.deployments).toBe(8);
});

test('a lead creates a VM for a colleague, in whose limits it counts; a colleague does so for nobody else', async () => {
  await using stack = await createStack();
  const voice = await stack.team('Voice');
  const [lead, sam, dana] = [
    await stack.person('lead', voice),
    await stack.person('support', voice),
    await stack.person('support', voice),
  ];
  const { deployments, me, audit } = stack.services;
  const { templateId } = stack.template;
  const made = await deployments.create(lead, { templateId, owner: sam.principal.email, name: 'for-sam' });
  expect(made).toMatchObject({ owner: { id: sam.principal.userId }, team: { id: voice.id } });
  expect((await me.get(sam)).usage.deployments).toBe(1);
  expect((await me.get(lead)).usage.deployments).toBe(0);
  expect((await audit.list(sam, { subjectId: made.id, action: 'deployment.created' })).items).toMatchObject([
    { actor: { id: lead.principal.userId }, detail: { ownerId: sam.principal.userId } },
  ]);
  await expect(
    deployments.create(lead, { templateId, owner: sam.principal.userId, name: 'for-sam' }),
  ).rejects.toMatchObject({ reason: { code: 'name_taken_by_owner' } });
  await expect(deployments.create(dana, { templateId, owner: sam.principal.userId })).rejects.toMatchObject({
    code: 'forbidden',
    reason: { code: 'creates_for_oneself' },
  });
  await expect(deployments.create(lead, { templateId, owner: 'nobody@example.com' })).rejects.toMatchObject({
    code: 'invalid_input',
    reason: { code: 'no_such' },
  });
});
