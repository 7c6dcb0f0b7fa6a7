// A VM that is offered to a colleague: over REST and by the services, on the real database, to each of its ends.

import { systemClock } from '@portal/db/system';
import type { PersonContext, UnitOfWork } from '@portal/domain';
import { createEngine } from '@portal/engine';
import { daysAfter, deploymentHandoverSchema, handoverDays, handoverListSchema } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployed } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';
import { createStack, type Stack, servicesBy } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

const offered = async () => {
  const team = await stack.team(`Team ${crypto.randomUUID()}`);
  const [sam, dana, eve] = [
    await stack.person('support', team),
    await stack.person('support', team),
    await stack.person('support', team),
  ];
  const { id } = await deployed({ stack, owner: sam }, 'running');
  await stack.services.handovers.offer(sam, { id, to: dana.principal.userId });
  return { team, sam, dana, eve, id };
};

const offeredTo = async (person: PersonContext) =>
  (await stack.services.handovers.list(person)).items.map(({ deployment }) => deployment.id);

const trailOf = async (id: string) => {
  const { rows } = await stack.owner.query<{ action: string; actor: string; detail: Record<string, unknown> }>(
    `SELECT action, actor_id AS actor, detail FROM audit_logs
     WHERE subject_id = $1 AND action LIKE 'deployment.handover%' AND outcome = 'succeeded' ORDER BY id`,
    [id],
  );
  return rows;
};

const kept = async (id: string) =>
  (await stack.owner.query('SELECT FROM deployment_handovers WHERE deployment_id = $1', [id])).rowCount;

test('over REST a colleague sees what they are offered, accepts it, and it is theirs with all shares ended', async () => {
  const team = await stack.team('Voice');
  const [sam, dana, eve] = [
    await stack.person('support', team),
    await stack.person('support', team),
    await stack.person('support', team),
  ];
  const { id, name } = await deployed({ stack, owner: sam }, 'running');
  const rest = { sam: await restOf(stack, sam), dana: await restOf(stack, dana), eve: await restOf(stack, eve) };
  await stack.services.sharing.share(sam, { id, with: eve.principal.userId, level: 'view' });

  expect((await rest.sam('POST', `/deployments/${id}/handover`, { body: { to: dana.principal.email } })).status).toBe(
    200,
  );
  const { open } = deploymentHandoverSchema.parse(await (await rest.sam('GET', `/deployments/${id}/handover`)).json());
  expect(open).toMatchObject({ to: { id: dana.principal.userId }, offeredBy: { id: sam.principal.userId } });
  const { items } = handoverListSchema.parse(await (await rest.dana('GET', '/handovers')).json());
  expect(items).toMatchObject([
    {
      deployment: { id, name, vcpus: 2 },
      offeredBy: { id: sam.principal.userId, name: sam.principal.name },
      acceptance: { allowed: true, reason: null },
    },
  ]);
  // It is not theirs to see yet, nor anybody else’s to answer.
  const stranger = await restOf(stack, await stack.person('support'));
  expect((await rest.dana('GET', `/deployments/${id}`)).status).toBe(404);
  expect((await stranger('POST', `/deployments/${id}/handover/accept`)).status).toBe(404);
  expect((await rest.eve('POST', `/deployments/${id}/handover/decline`)).status).toBe(403);
  expect((await rest.sam('POST', `/deployments/${id}/handover/accept`)).status).toBe(403);
  expect(await (await rest.eve('GET', '/handovers')).json()).toEqual({ items: [] });

  const answer = await rest.dana('POST', `/deployments/${id}/handover/accept`);
  expect([answer.status, await answer.json()]).toMatchObject([200, { id, owner: { id: dana.principal.userId } }]);
  expect((await rest.sam('GET', `/deployments/${id}`)).status).toBe(404);
  expect((await stack.services.sharing.list(dana, id)).items).toEqual([]);
  expect(await kept(id)).toBe(0);
  expect(await trailOf(id)).toMatchObject([
    { action: 'deployment.handover_offered', actor: expect.anything(), detail: { to: dana.principal.userId } },
    {
      action: 'deployment.handover_accepted',
      detail: { from: sam.principal.userId, to: dana.principal.userId, offeredBy: sam.principal.userId },
    },
  ]);
});

test('one that is declined stays its owner’s, who may offer it to another then, and not before', async () => {
  const { sam, dana, eve, id } = await offered();
  const { handovers } = stack.services;
  await expect(handovers.offer(sam, { id, to: eve.principal.userId })).rejects.toMatchObject({
    code: 'conflict',
    reason: { code: 'offered_already' },
  });
  expect(await handovers.decline(dana, id)).toEqual({ id });
  expect(await offeredTo(dana)).toEqual([]);
  expect(await handovers.ofDeployment(sam, id)).toEqual({ open: null });
  await expect(handovers.accept(dana, id)).rejects.toMatchObject({ code: 'not_found' });
  await handovers.offer(sam, { id, to: eve.principal.userId });
  expect(await offeredTo(eve)).toEqual([id]);
  expect((await trailOf(id)).map(({ action }) => action)).toEqual([
    'deployment.handover_offered',
    'deployment.handover_declined',
    'deployment.handover_offered',
  ]);
});

test('its owner withdraws it, and so do the lead of the team and administrators', async () => {
  const { handovers } = stack.services;
  const { team, sam, dana, eve, id } = await offered();
  await expect(handovers.withdraw(eve, id)).rejects.toMatchObject({ code: 'not_found' });
  for (const keeper of [sam, await stack.person('lead', team), await stack.person('admin')]) {
    await handovers.withdraw(keeper, id);
    expect(await offeredTo(dana)).toEqual([]);
    await expect(handovers.withdraw(keeper, id)).rejects.toMatchObject({ reason: { params: { what: 'handover' } } });
    await handovers.offer(sam, { id, to: dana.principal.userId });
  }
});

test('to whoever may have no VMs meanwhile it says so, and is refused for that', async () => {
  const { dana, id } = await offered();
  const { handovers } = stack.services;
  const auditor = { ...dana, principal: { ...dana.principal, role: 'auditor' as const } };
  expect((await handovers.list(auditor)).items).toMatchObject([
    { acceptance: { allowed: false, code: 'holds_no_vms' } },
  ]);
  await expect(handovers.accept(auditor, id)).rejects.toMatchObject({ reason: { code: 'holds_no_vms' } });
  expect(await offeredTo(dana)).toEqual([id]);
});

test('what a token may not accept it is told so', async () => {
  const { dana, id } = await offered();
  const readOnly = await restOf(stack, dana, ['read']);
  const { items } = handoverListSchema.parse(await (await readOnly('GET', '/handovers')).json());
  expect(items).toMatchObject([{ deployment: { id }, acceptance: { allowed: false, code: 'scope_missing' } }]);
  expect((await readOnly('POST', `/deployments/${id}/handover/accept`)).status).toBe(403);
});

test('of VMs that are accepted at once, the new owner gets no more than their limits allow', async () => {
  const admin = await stack.person('admin');
  const heir = await stack.person('support');
  const { handovers, me } = stack.services;
  const found = [];
  for (let nth = 0; nth < 10; nth += 1) {
    const { id } = await deployed({ stack, owner: await stack.person('support') }, 'stopped');
    await handovers.offer(admin, { id, to: heir.principal.userId });
    found.push(id);
  }
  const answers = await Promise.allSettled(found.map((id) => handovers.accept(heir, id)));
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  // Support staff may have eight VMs.
  expect(refused).toMatchObject([{ code: 'limit_exceeded' }, { code: 'limit_exceeded' }]);
  expect((await me.get(heir)).usage.deployments).toBe(8);
  expect((await handovers.list(heir)).items).toMatchObject([
    { acceptance: { code: 'over_limit' } },
    { acceptance: { code: 'over_limit' } },
  ]);
});

/** Offered so long ago that its time is over by now. */
const over = async () => {
  const made = await offered();
  await stack.services.handovers.withdraw(made.sam, made.id);
  const then = daysAfter(new Date(), -handoverDays - 1);
  const past = servicesBy(stack, { ...systemClock, now: () => then });
  await past.handovers.offer(made.sam, { id: made.id, to: made.dana.principal.userId });
  expect((await past.handovers.list(made.dana)).items).toHaveLength(1);
  return made;
};

const expiriesOf = async (id: string) =>
  (await trailOf(id)).filter(({ action }) => action === 'deployment.handover_expired');

test('that nobody has answered in time is on record once, whichever of several workers finds it', async () => {
  const { sam, dana, id } = await over();
  const open = await offered();
  await Promise.all(Array.from({ length: 4 }, () => stack.engine.sweep()));
  await stack.engine.sweep();
  const detail = { to: dana.principal.userId, offeredBy: sam.principal.userId };
  expect(await expiriesOf(id)).toMatchObject([{ actor: 'maintenance.sweep', detail }]);
  expect([await kept(id), await kept(open.id), await expiriesOf(open.id)]).toEqual([0, 1, []]);
});

test('one whose end cannot be put on record holds up no other, and the next sweep ends it', async () => {
  const [one, other] = [await over(), await over()];
  const { unitOfWork } = stack.ports;
  const failures = [new Error('no connection')];
  const failing: UnitOfWork = {
    ...unitOfWork,
    async run(actor, work) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return unitOfWork.run(actor, work);
    },
  };
  const left = async () => [await kept(one.id), await kept(other.id)].toSorted();
  await createEngine({ ...stack.ports, unitOfWork: failing }).sweep();
  expect(await left()).toEqual([0, 1]);
  await stack.engine.sweep();
  expect(await left()).toEqual([0, 0]);
});

test('it is on record once too where a person finds it first, or the VM goes meanwhile', async () => {
  const [asked, deleted] = [await over(), await over()];
  await expect(stack.services.handovers.withdraw(asked.sam, asked.id)).rejects.toMatchObject({ code: 'not_found' });
  await stack.services.deployments.act(deleted.sam, { action: 'delete', id: deleted.id });
  await stack.engine.sweep();
  expect(await expiriesOf(asked.id)).toMatchObject([{ actor: asked.sam.principal.userId }]);
  expect(await expiriesOf(deleted.id)).toMatchObject([{ actor: 'maintenance.sweep' }]);
});

test('once its time is over it is nobody’s to accept, and can be offered anew', async () => {
  const { sam, dana, eve, id } = await over();
  const { handovers } = stack.services;
  expect(await offeredTo(dana)).toEqual([]);
  expect(await handovers.ofDeployment(sam, id)).toEqual({ open: null });
  await expect(handovers.accept(dana, id)).rejects.toMatchObject({ code: 'not_found' });
  await handovers.offer(sam, { id, to: eve.principal.userId });
  expect([await offeredTo(dana), await offeredTo(eve)]).toEqual([[], [id]]);
  expect(await expiriesOf(id)).toHaveLength(1);
});

test('it ends when the VM is transferred, when it is deleted, and when the colleague is disabled', async () => {
  const admin = await stack.person('admin');
  const { deployments, people, handovers } = stack.services;
  const given = await offered();
  await deployments.act(admin, { action: 'transfer', id: given.id, to: given.eve.principal.userId });
  const deleted = await offered();
  await deployments.act(deleted.sam, { action: 'delete', id: deleted.id });
  const left = await offered();
  await people.disable(admin, { id: left.dana.principal.userId, reason: 'Left.' });
  for (const { dana, id } of [given, deleted, left]) {
    expect([await kept(id), await offeredTo(dana)]).toEqual([0, []]);
    await expect(handovers.accept(dana, id)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect((await trailOf(left.id)).at(-1)).toMatchObject({
    action: 'deployment.handover_withdrawn',
    actor: admin.principal.userId,
    detail: { to: left.dana.principal.userId },
  });
  await people.enable(admin, left.dana.principal.userId);
  expect(await offeredTo(left.dana)).toEqual([]);
});

test('of an acceptance and a withdrawal at once, one counts; and of two acceptances', async () => {
  const { handovers } = stack.services;
  for (let nth = 0; nth < 5; nth += 1) {
    const { sam, dana, id } = await offered();
    const [accepted, withdrawn] = await Promise.allSettled([handovers.accept(dana, id), handovers.withdraw(sam, id)]);
    expect([accepted.status, withdrawn.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const ownerId = accepted.status === 'fulfilled' ? dana.principal.userId : sam.principal.userId;
    expect([(await stack.deployment(id)).ownerId, await kept(id)]).toEqual([ownerId, 0]);
  }
  const { dana, id } = await offered();
  const both = await Promise.allSettled([handovers.accept(dana, id), handovers.accept(dana, id)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await trailOf(id)).filter(({ action }) => action === 'deployment.handover_accepted')).toHaveLength(1);
});

test('of two offers of one VM at once, one counts', async () => {
  const { sam, dana, eve, id } = await offered();
  const { handovers } = stack.services;
  await handovers.withdraw(sam, id);
  const both = await Promise.allSettled(
    [dana, eve].map(({ principal }) => handovers.offer(sam, { id, to: principal.userId })),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await kept(id)).toBe(1);
});

test('who is pseudonymised is no longer named where they were offered something', async () => {
  const admin = await stack.person('admin');
  const { dana, id } = await offered();
  const { name, userId } = dana.principal;
  await stack.services.people.disable(admin, { id: userId, reason: 'Left.' });
  await stack.services.people.pseudonymise(admin, userId);
  const { rowCount } = await stack.owner.query(
    'SELECT FROM audit_logs WHERE subject_id = $1 AND detail::text LIKE $2',
    [id, `%${name}%`],
  );
  expect(rowCount).toBe(0);
});
