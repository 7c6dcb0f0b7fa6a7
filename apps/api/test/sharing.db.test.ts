// A VM that somebody else uses too: over REST, with tokens of the people, as they are let in from one request to the next.
import { shareListSchema } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { deployed } from './mutation-subjects.ts';
import { restOf } from './rest-client.ts';
import { createStack, type Stack, until } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

const pageSchema = z.object({ items: z.array(z.object({ id: z.string() })) });

type Rest = Awaited<ReturnType<typeof restOf>>;

const namesIn = async (rest: Rest, filter = ''): Promise<readonly string[]> =>
  pageSchema.parse(await (await rest('GET', `/deployments${filter}`)).json()).items.map(({ id }) => id);

const codeOf = async (answer: Response) => {
  const { reason } = z.object({ reason: z.object({ code: z.string() }) }).parse(await answer.json());
  return [answer.status, reason.code];
};

/** What is kept of a person in memory is forgotten once the database has told of the share. */
const comesTo = (what: string, rest: Rest, id: string, status: number) =>
  until(what, async () => (await rest('GET', `/deployments/${id}`)).status === status);

const asked = async () => {
  const team = await stack.team(`Team ${crypto.randomUUID()}`);
  const [sam, dana, eve] = [
    await stack.person('support', team),
    await stack.person('support', team),
    await stack.person('support', team),
  ];
  const { id } = await deployed({ stack, owner: sam }, 'running');
  const rest = { sam: await restOf(stack, sam), dana: await restOf(stack, dana), eve: await restOf(stack, eve) };
  return { team, sam, dana, eve, id, rest };
};

test('an owner shares a VM to look at, then to operate, and ends it', async () => {
  const { dana, id, rest } = await asked();
  const share = (level: string) =>
    rest.sam('POST', `/deployments/${id}/shares`, { body: { with: dana.principal.email, level } });
  expect((await rest.dana('GET', `/deployments/${id}`)).status).toBe(404);

  expect((await share('view')).status).toBe(200);
  await comesTo('the share', rest.dana, id, 200);
  expect(await (await rest.dana('GET', `/deployments/${id}`)).json()).toMatchObject({
    sharedWithMe: 'view',
    canShare: false,
  });
  expect(await namesIn(rest.dana)).toEqual([id]);
  expect(await namesIn(rest.dana, '?owner=shared')).toEqual([id]);
  expect(await namesIn(rest.dana, '?owner=me')).toEqual([]);
  expect(await namesIn(rest.eve)).toEqual([]);
  expect(await codeOf(await rest.dana('POST', `/deployments/${id}/stop`))).toEqual([403, 'shared_to_view']);
  expect(await codeOf(await rest.dana('GET', `/deployments/${id}/shares`))).toEqual([403, 'for_keepers']);

  expect((await share('operate')).status).toBe(200);
  await until('the other level', async () => {
    const answer = await (await rest.dana('GET', `/deployments/${id}`)).json();
    return z.object({ sharedWithMe: z.string() }).parse(answer).sharedWithMe === 'operate';
  });
  expect((await rest.dana('POST', `/deployments/${id}/extend`, { body: { hours: 1 } })).status).toBe(202);
  expect((await rest.dana('POST', `/deployments/${id}/stop`)).status).toBe(202);
  for (const [method, path, body] of [
    ['DELETE', `/deployments/${id}`],
    ['POST', `/deployments/${id}/rebuild`],
    ['POST', `/deployments/${id}/resize`, { vcpus: 2 }],
    ['POST', `/deployments/${id}/shares`, { with: dana.principal.email, level: 'operate' }],
  ] as const) {
    expect(await codeOf(await rest.dana(method, path, body === undefined ? {} : { body }))).toEqual([
      403,
      'for_keepers',
    ]);
  }
  expect((await rest.dana('POST', `/deployments/${id}/credentials`)).status).toBe(403);
  const trail = await rest.dana('GET', `/audit?subjectId=${id}&action=deployment.shared&outcome=succeeded`);
  expect(pageSchema.parse(await trail.json()).items).toHaveLength(2);

  const { items } = shareListSchema.parse(await (await rest.sam('GET', `/deployments/${id}/shares`)).json());
  expect(items).toMatchObject([{ level: 'operate', with: { kind: 'person', id: dana.principal.userId } }]);
  expect((await rest.sam('DELETE', `/deployments/${id}/shares/${items[0]?.id}`)).status).toBe(200);
  await comesTo('the end of the share', rest.dana, id, 404);
  expect(await namesIn(rest.dana)).toEqual([]);
});

test('a team has what is shared with it, and those who join it; a transfer ends every share', async () => {
  const { team, sam, dana, id, rest } = await asked();
  const admin = await stack.person('admin');
  const late = await stack.person('support');
  const lates = await restOf(stack, late);
  const share = { body: { with: team.id, level: 'view' } };
  expect((await rest.sam('POST', `/deployments/${id}/shares`, share)).status).toBe(200);
  for (const one of [rest.dana, rest.eve]) await comesTo('the share with the team', one, id, 200);
  expect((await lates('GET', `/deployments/${id}`)).status).toBe(404);
  await stack.services.people.change(admin, { id: late.principal.userId, teamId: team.id });
  await comesTo('the share of the new team', lates, id, 200);

  await stack.services.deployments.act(admin, { action: 'transfer', id, to: dana.principal.userId });
  for (const one of [rest.sam, rest.eve, lates]) await comesTo('the end of the share', one, id, 404);
  expect((await rest.dana('GET', `/deployments/${id}`)).status).toBe(200);
  expect(sam.principal.userId).not.toBe(dana.principal.userId);
});

test('nobody shares what is not theirs, nor with whom they do not reach', async () => {
  const { id, rest } = await asked();
  const stranger = await stack.person('support', await stack.team('Elsewhere'));
  const body = { with: stranger.principal.userId, level: 'view' };
  expect((await rest.sam('POST', `/deployments/${id}/shares`, { body })).status).toBe(400);
  expect((await rest.eve('POST', `/deployments/${id}/shares`, { body })).status).toBe(404);
  const strangers = await restOf(stack, stranger);
  expect((await strangers('GET', `/deployments/${id}/shares`)).status).toBe(404);
});

test('a share asked for while the VM is given away belongs to the new owner or to nobody', async () => {
  const { sam, dana, eve, id } = await asked();
  const admin = await stack.person('admin');
  const { sharing, deployments } = stack.services;
  const [shared, given] = await Promise.allSettled([
    sharing.share(sam, { id, with: eve.principal.userId, level: 'operate' }),
    deployments.act(admin, { action: 'transfer', id, to: dana.principal.userId }),
  ]);
  expect(given.status).toBe('fulfilled');
  expect(['fulfilled', 'rejected']).toContain(shared.status);
  expect((await sharing.list(admin, id)).items).toEqual([]);
});

test('a VM that is deleted is shared with nobody any more', async () => {
  const { dana, id, sam, rest } = await asked();
  await stack.services.sharing.share(sam, { id, with: dana.principal.userId, level: 'view' });
  await comesTo('the share', rest.dana, id, 200);
  await rest.sam('DELETE', `/deployments/${id}`);
  await stack.carry(id, ['deleted', 'quarantined']).catch(() => undefined);
  const { rows } = await stack.owner.query('SELECT status FROM deployments WHERE id = $1', [id]);
  const { rowCount } = await stack.owner.query('SELECT FROM deployment_shares WHERE deployment_id = $1', [id]);
  expect([rows[0]?.status, rowCount]).toEqual(['deleted', 0]);
});
