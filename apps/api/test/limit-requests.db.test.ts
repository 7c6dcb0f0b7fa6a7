// Asking for more than a limit allows: who may ask, see and decide, that one decision counts, and what a grant does until it ends.
import { createEngine } from '@portal/engine';
import type { CreateLimitRequest } from '@portal/types';
import { expect, test } from 'vitest';
import { limitsWorld, overLimit } from './limits-world.ts';

const more: CreateLimitRequest = { measure: 'deployments', value: 2, days: 1, reason: 'A second machine to compare.' };

/** Two leads of the team beside the two of its people; each person may hold one VM. */
const requestsWorld = async () => {
  const portal = await limitsWorld();
  const { stack, voice } = portal;
  await portal.set({ subject: 'everyone', value: 1 });
  const [lou, lea] = [await stack.person('lead', voice), await stack.person('lead', voice)];
  const { requests } = stack.services;
  const onRecord = async () =>
    (
      await stack.owner.query<Record<string, unknown>>(
        `SELECT action, outcome, coalesce(on_behalf_of::text, actor_id) AS by, detail FROM audit_logs
         WHERE action LIKE 'user.limit\\_request%' OR action = 'limit.created' AND detail ? 'request' ORDER BY id`,
      )
    ).rows;
  return { ...portal, requests, lou, lea, onRecord };
};

const refusedAs = (why: string) => ({ reason: { code: 'request_refused', params: { why } } });
const hidden = { code: 'not_found', reason: { code: 'no_such', params: { what: 'request' } } };

test('what is approved holds for the next create, as much and as long as was said, and ends by itself', async () => {
  await using portal = await requestsWorld();
  const { stack, sam, lou, requests, onRecord } = portal;
  await stack.create(sam);
  const asked = await requests.create(sam, { ...more, value: 5, days: 7 });
  expect(asked).toMatchObject({ limit: 1, value: 5, days: 7, state: 'open', mayDecide: false, decided: null });
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('everyone', 1));

  const comment = 'Two will do.';
  const before = Date.now();
  const approved = await requests.approve(lou, { id: asked.id, value: 2, days: 1, comment });
  expect(approved).toMatchObject({
    state: 'approved',
    decided: { by: lou.principal.name, comment, granted: { value: 2 } },
  });
  const endsAt = new Date(approved.decided?.granted?.endsAt ?? 0).getTime();
  expect(endsAt - before).toBeGreaterThanOrEqual(86_400_000);
  expect(endsAt - Date.now()).toBeLessThanOrEqual(86_400_000);
  await stack.create(sam);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('person', 2));
  const rows = await onRecord();
  expect(rows.map(({ action, by }) => [action, by])).toEqual([
    ['user.limit_requested', sam.principal.userId],
    ['user.limit_request_approved', lou.principal.userId],
    ['limit.created', lou.principal.userId],
  ]);
  expect(JSON.stringify(rows)).not.toContain(comment);

  await stack.owner.query(`BEGIN; SET LOCAL session_replication_role = replica;
    UPDATE limits SET ends_at = now() - interval '1 minute' WHERE subject_kind = 'person'; COMMIT`);
  await expect(stack.create(sam)).rejects.toMatchObject(overLimit('everyone', 1, 2));
  await createEngine(stack.ports).sweep();
  const { rows: ended } = await stack.owner.query(`SELECT FROM audit_logs WHERE action = 'limit.ended'`);
  expect(ended).toHaveLength(1);
});

test('the lead of the team and administrators decide; nobody for themselves, and whoever does not see it finds nothing', async () => {
  await using portal = await requestsWorld();
  const { stack, admin, sam, dana, eve, lou, lea, requests } = portal;
  const other = await stack.person('lead', portal.desktop);
  const auditor = await stack.person('auditor');
  const { id } = await requests.create(sam, more);
  for (const person of [dana, eve, other]) {
    await expect(requests.byId(person, id)).rejects.toMatchObject(hidden);
    await expect(requests.approve(person, { id })).rejects.toMatchObject(hidden);
    await expect(requests.withdraw(person, id)).rejects.toMatchObject(hidden);
    expect((await requests.list(person, {})).items).toEqual([]);
  }
  await expect(requests.approve(sam, { id })).rejects.toMatchObject({ code: 'forbidden', ...refusedAs('own') });
  await expect(requests.approve(auditor, { id })).rejects.toMatchObject({ reason: { code: 'for_leads' } });
  await expect(requests.withdraw(lou, id)).rejects.toMatchObject({ code: 'forbidden', ...refusedAs('of_other') });
  await expect(requests.create(auditor, more)).rejects.toMatchObject({ reason: { code: 'may_not_create' } });
  const seen = async (person: typeof sam) => (await requests.list(person, {})).items.map(({ mayDecide }) => mayDecide);
  expect([await seen(sam), await seen(lou), await seen(auditor), await seen(admin)]).toEqual([
    [false],
    [true],
    [false],
    [true],
  ]);

  const { id: ofLead } = await requests.create(lou, more);
  await expect(requests.approve(lou, { id: ofLead })).rejects.toMatchObject(refusedAs('own'));
  const { id: ofAdmin } = await requests.create(admin, { ...more, value: 9 });
  await expect(requests.reject(admin, { id: ofAdmin, comment: 'No.' })).rejects.toMatchObject(refusedAs('own'));
  expect((await requests.approve(lea, { id: ofLead })).state).toBe('approved');
  expect((await requests.reject(admin, { id, comment: 'Not this week.' })).decided).toMatchObject({
    by: admin.principal.name,
    comment: 'Not this week.',
    granted: null,
  });
});

test('of those who decide at once one does, and what is withdrawn is nothing to decide on', async () => {
  await using portal = await requestsWorld();
  const { stack, sam, lou, lea, requests } = portal;
  const { id } = await requests.create(sam, more);
  const outcomes = await Promise.allSettled([
    requests.approve(lou, { id }),
    requests.approve(lea, { id }),
    requests.reject(lea, { id, comment: 'No.' }),
    requests.withdraw(sam, id),
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const late = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  for (const error of late) expect(error).toMatchObject({ code: 'conflict', ...refusedAs('decided') });
  const { state } = await requests.byId(sam, id);
  const { rows } = await stack.owner.query('SELECT FROM limits WHERE user_id IS NOT NULL');
  expect(rows).toHaveLength(state === 'approved' ? 1 : 0);

  const withdrawn = await requests.withdraw(sam, (await requests.create(sam, { ...more, value: 9 })).id);
  expect(withdrawn).toMatchObject({ state: 'withdrawn', decided: { by: sam.principal.name, comment: null } });
  await expect(requests.approve(lou, { id: withdrawn.id })).rejects.toMatchObject(refusedAs('decided'));
});

test('one of a measure is open at a time, and asks for more than there is, of what is limited for each', async () => {
  await using portal = await requestsWorld();
  const { sam, requests, onRecord } = portal;
  const wrong = (field: string, code: string) => ({
    code: 'invalid_input',
    details: { fields: [{ field, reason: { code } }] },
  });
  await expect(requests.create(sam, { ...more, value: 1 })).rejects.toMatchObject(wrong('value', 'number_too_small'));
  const tooMuch = requests.create(sam, { ...more, value: 100_001 });
  await expect(tooMuch).rejects.toMatchObject(wrong('value', 'number_too_large'));
  const unlimited = requests.create(sam, { ...more, measure: 'leaseHours' });
  await expect(unlimited).rejects.toMatchObject(wrong('measure', 'request_refused'));
  const [first] = [await requests.create(sam, more)];
  await expect(requests.create(sam, { ...more, value: 3 })).rejects.toMatchObject(refusedAs('open_already'));
  await requests.create(sam, { ...more, measure: 'vcpus', value: 99 });
  const page = await requests.list(sam, { whose: 'own', open: true, limit: 1 });
  expect(page.items).toMatchObject([{ measure: 'vcpus' }]);
  const next = await requests.list(sam, { cursor: page.nextCursor ?? '' });
  expect(next).toMatchObject({ items: [{ id: first.id }], nextCursor: null });
  expect((await requests.list(sam, { whose: 'others' })).items).toEqual([]);
  expect((await onRecord()).filter(({ outcome }) => outcome === 'refused')).toHaveLength(2);
});

test('a longer lease is asked for like the rest; less than was asked for is granted, and never more, nor less than holds', async () => {
  await using portal = await requestsWorld();
  const { stack, sam, lou, set, requests } = portal;
  await set({ subject: 'everyone', measure: 'leaseHours', value: 24 });
  const { id } = await requests.create(sam, { ...more, measure: 'leaseHours', value: 72, days: 3 });
  const tooMuch = { details: { fields: [{ reason: { code: 'number_too_large' } }] } };
  await expect(requests.approve(lou, { id, value: 73 })).rejects.toMatchObject(tooMuch);
  await expect(requests.approve(lou, { id, days: 4 })).rejects.toMatchObject(tooMuch);
  await expect(requests.approve(lou, { id, value: 24 })).rejects.toMatchObject({
    details: { fields: [{ field: 'value', reason: { code: 'number_too_small', params: { min: 25 } } }] },
  });
  await requests.approve(lou, { id });
  const { limits } = await stack.services.me.get(sam);
  expect(limits).toContainEqual(expect.objectContaining({ measure: 'leaseHours', source: 'person', limit: 72 }));
});
