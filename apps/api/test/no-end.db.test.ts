// VMs whose lease has no end: who may give them none, that nothing ends them by a date, and that their owner is asked for them.
import type { PersonContext } from '@portal/domain';
import { expect, test } from 'vitest';
import { hoursAhead } from './leases.ts';
import { makeMessages } from './messages.ts';
import { actionsOf, portalVms } from './observe-cluster.ts';
import { restOf } from './rest-client.ts';
import { createStack, publishTemplate, type Stack } from './stack.ts';

const day = 24;

const ofOneTeam = async (stack: Stack) => {
  const team = await stack.team('Voice');
  return { owner: await stack.person('support', team), lead: await stack.person('lead', team) };
};

/** A VM that runs, to which the lead of its owner's team has given no end. */
const endless = async (stack: Stack) => {
  const { owner, lead } = await ofOneTeam(stack);
  const id = await stack.create(owner);
  await stack.carry(id, ['running']);
  const given = await stack.services.deployments.act(lead, { action: 'remove_end', id });
  return { id, owner, lead, given };
};

const titlesOf = async ({ services }: Stack, actor: PersonContext) =>
  (await services.messages.list(actor, {})).items.map(({ title }) => title);

test('nothing ends a VM without an end, however long it is left alone; given one again, it is stopped then', async () => {
  await using stack = await createStack();
  const { id, lead, given } = await endless(stack);
  expect(given).toMatchObject({ status: 'running', expiresAt: null, deleteAt: null });
  for (const days of [2, 31, 400]) {
    const ahead = hoursAhead(stack, days * day);
    await ahead.engine.sweep();
    await ahead.engine.leaseDue(id);
    expect(await stack.deployment(id)).toMatchObject({ status: 'running', operation: null });
  }
  const { services } = hoursAhead(stack, 400 * day);
  const ending = await services.deployments.act(lead, { action: 'extend', id, hours: 24 });
  expect(ending).toMatchObject({ reviewAt: null, actions: { remove_end: { allowed: true } } });
  const after = hoursAhead(stack, 401.5 * day);
  await after.engine.leaseDue(id);
  await stack.carry(id, ['expired'], after.engine);
  expect((await portalVms(stack)).map(({ power }) => power)).toEqual(['stopped']);
});

test('its owner is asked every 30 days, once each, and whoever leads the team hears once that nobody answers', async () => {
  await using stack = await createStack();
  const { id, owner, lead } = await endless(stack);
  const { name } = await stack.deployment(id);
  await makeMessages(stack);
  const before = { owner: await titlesOf(stack, owner), lead: await titlesOf(stack, lead) };
  const askedAfter = async (days: number) => {
    const { engine } = hoursAhead(stack, days * day);
    await Promise.allSettled([engine.leaseDue(id), engine.leaseDue(id)]);
    await engine.leaseDue(id);
    const actions = await actionsOf(stack, id);
    return ['review_due', 'review_unanswered'].map(
      (what) => actions.filter((action) => action === `deployment.${what}`).length,
    );
  };
  expect([await askedAfter(29), await askedAfter(30.1), await askedAfter(60.1), await askedAfter(90.1)]).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
  ]);
  await makeMessages(stack);
  const asked = `Is ${name} still needed?`;
  expect(await titlesOf(stack, owner)).toEqual([asked, asked, asked, ...before.owner]);
  expect(await titlesOf(stack, lead)).toEqual([`Nobody says whether ${name} is still needed`, ...before.lead]);
});

test('what is asked for waits for its owner, until they confirm that it is needed', async () => {
  await using stack = await createStack();
  const { id, owner } = await endless(stack);
  const { services } = hoursAhead(stack, 31 * day);
  const waiting = async () => (await services.deployments.list(owner, { needs: 'me' })).items.map((vm) => vm.id);
  expect(await waiting()).toEqual([id]);
  const { reviewAt } = await services.deployments.act(owner, { action: 'confirm', id });
  expect(Date.parse(reviewAt ?? '')).toBeGreaterThan(Date.now() + 60 * day * 3_600_000);
  expect(await waiting()).toEqual([]);
  expect(await actionsOf(stack, id)).toContain('deployment.confirmed');
});

test('no end is for leads and administrators to give, where the template allows it, at the making too', async () => {
  await using stack = await createStack();
  const { owner: sam, lead } = await ofOneTeam(stack);
  const { templateId } = stack.template;
  const { deployments } = stack.services;
  const id = await stack.create(sam);
  await expect(deployments.act(sam, { action: 'remove_end', id })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(deployments.create(sam, { templateId, ttlHours: null })).rejects.toMatchObject({ code: 'forbidden' });
  const made = await deployments.create(lead, { templateId, ttlHours: null });
  expect(made).toMatchObject({ expiresAt: null, deleteAt: null, actions: { confirm: { allowed: true } } });
  const ending = await publishTemplate(stack, { slug: 'ending', noEnd: false });
  await expect(deployments.create(lead, { templateId: ending.templateId, ttlHours: null })).rejects.toMatchObject({
    code: 'invalid_input',
    details: { fields: [{ field: 'ttlHours' }] },
  });
  const { id: other } = await deployments.create(lead, { templateId: ending.templateId });
  await expect(deployments.act(lead, { action: 'remove_end', id: other })).rejects.toMatchObject({
    reason: { code: 'no_end_refused', params: { why: 'template' } },
  });
});

test('over REST an end is taken away, and null then', async () => {
  await using stack = await createStack();
  const lead = await stack.person('lead');
  const rest = await restOf(stack, lead);
  const id = await stack.create(lead);
  const answer = await rest('POST', `/deployments/${id}/remove_end`);
  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ id, expiresAt: null, deleteAt: null });
});
