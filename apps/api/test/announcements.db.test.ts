// What administrators have to say to everybody, on the real services and database: for how long it is read, by whom, and who may say it.
import { announcementListSchema, announcementSchema, problemSchema } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Mutations, startMutations } from './every-mutation.ts';
import { restOf } from './rest-client.ts';

let world: Mutations;
let rest: Awaited<ReturnType<typeof restOf>>;
beforeAll(async () => {
  world = await startMutations();
  rest = await restOf(world.stack, world.admin);
});
afterAll(() => world[Symbol.asyncDispose]());

const ends = '2999-01-01T00:00:00.000Z';
const publish = (body: object) =>
  rest('POST', '/announcements', { body: { kind: 'information', until: ends, ...body } });
const published = async (body: object) => announcementSchema.parse(await (await publish(body)).json());

const rowsOf = async (id: string) => {
  const { rows } = await world.stack.owner.query<{ action: string; outcome: string; text: string }>(
    `SELECT action, outcome, detail ->> 'text' AS text FROM audit_logs WHERE subject_type = 'announcement' AND subject_id = $1 ORDER BY id`,
    [id],
  );
  return rows;
};

test('everybody reads what is announced until it is withdrawn, and both are on record', async () => {
  const own = await restOf(world.stack, await world.stack.person('support'));
  const text = 'Kaffee für alle: café ☕ und 咖啡.';
  const announced = await published({ text });
  const read = async () => announcementListSchema.parse(await (await own('GET', '/me/announcements')).json()).items;
  expect(await read()).toContainEqual(announced);
  expect((await world.stack.services.announcements.open()).items).toContainEqual(announced);

  expect((await rest('DELETE', `/announcements/${announced.id}`)).status).toBe(200);
  expect((await read()).map(({ id }) => id)).not.toContain(announced.id);
  expect(await rowsOf(announced.id)).toEqual([
    { action: 'announcement.published', outcome: 'succeeded', text },
    { action: 'announcement.withdrawn', outcome: 'succeeded', text },
  ]);
});

test.each([
  ['a line end', { text: 'One\nTwo' }, 'unseen_characters'],
  ['a direction mark', { text: 'Pay to \u202eEVIL' }, 'unseen_characters'],
  ['too many words', { text: 'x'.repeat(301) }, 'text_too_long'],
  ['an end that has passed', { text: 'Over.', until: '2020-01-01T00:00:00.000Z' }, 'announcement_over'],
  ['an end before its beginning', { text: 'Never.', from: '2999-02-01T00:00:00.000Z' }, 'announcement_over'],
])('%s is refused', async (_what, body, code) => {
  const answer = await publish(body);
  expect(answer.status).toBe(400);
  const { reason, errors = [] } = problemSchema.parse(await answer.json());
  expect([reason.code, ...errors.map((each) => each.code)]).toContain(code);
});

test('five are open at once, however many are published together, until one is withdrawn', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => publish({ text: `Number ${at}.` })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 409]);
  const sixth = answers.find(({ status }) => status === 409);
  expect(problemSchema.parse(await sixth?.json()).reason).toEqual({ code: 'list_too_long', params: { max: 5 } });
  const { items } = announcementListSchema.parse(await (await rest('GET', '/announcements')).json());
  expect(items).toHaveLength(5);
  await rest('DELETE', `/announcements/${items[0]?.id}`);
  expect((await publish({ text: 'The next.' })).status).toBe(200);
});

test('whoever is no administrator announces nothing, and that they tried is on record', async () => {
  const lead = await restOf(world.stack, await world.stack.person('lead'));
  const text = 'A lead has something to say.';
  const answer = await lead('POST', '/announcements', { body: { kind: 'information', text, until: ends } });
  expect(answer.status).toBe(403);
  const { rows } = await world.stack.owner.query<{ outcome: string }>(
    `SELECT outcome FROM audit_logs WHERE action = 'announcement.published' AND detail ->> 'text' = $1`,
    [text],
  );
  expect(rows).toEqual([{ outcome: 'refused' }]);
  expect((await lead('GET', '/announcements')).status).toBe(403);
});
