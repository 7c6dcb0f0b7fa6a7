// What happens, as an integrator follows it over REST: what is told to whom, from where it goes on, and when it ends.
import { type PortalEvent, portalEventSchema, problemSchema } from '@portal/types';
import pg from 'pg';
import { expect, test } from 'vitest';
import { deployed } from './mutation-subjects.ts';
import { apiTokenOf, restOf, restWith } from './rest-client.ts';
import { createStack } from './stack.ts';
import { readStream } from './stream-reader.ts';

type Rest = ReturnType<typeof restWith>;

/** Where a client's own reader would stand after it. */
interface Heard {
  readonly id: string;
  readonly event: PortalEvent;
}

const heardIn = (text: string): Heard[] =>
  [...text.matchAll(/^event: (.+)\nid: (.+)\ndata: (.+)\n\n/gm)].map(([, name, id = '', data = '']) => {
    const event = portalEventSchema.strict().parse(JSON.parse(data));
    expect(event.action).toBe(name);
    return { id, event };
  });

const follow = async (rest: Rest, query = '', headers: Readonly<Record<string, string>> = {}) => {
  const gone = new AbortController();
  const response = await rest('GET', `/events${query}`, { headers, signal: gone.signal });
  expect(response.status).toBe(200);
  const { read } = readStream(response);
  return {
    read,
    /** All that was told, once this was. */
    until: async (action: string): Promise<Heard[]> => heardIn(await read(`"action":"${action}"`)),
    [Symbol.dispose]: () => gone.abort(),
  };
};

/** What a worker would put on record of a VM. */
const note = (on: Pick<pg.ClientBase, 'query'>, id: string, action: string) =>
  on.query(
    `INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome, detail)
     SELECT 'system', 'test', 'test', $2, 'deployment', d.id::text, 'succeeded', '{"node": "pve1", "ticket": "CASE-1"}'
     FROM deployments AS d WHERE d.id = $1`,
    [id, action],
  );

const actionsOf = (heard: readonly Heard[]) => heard.map(({ event }) => event.action);

const lastOf = (heard: readonly Heard[]): PortalEvent => {
  const last = heard.at(-1);
  if (last === undefined) throw new Error('Nothing was told.');
  return last.event;
};

test('each is told what the audit trail tells them, as it tells it, and of no other’s VM', async () => {
  await using stack = await createStack();
  const [sam, dana] = [await stack.person('support'), await stack.person('support')];
  const [rest, auditors] = [await restOf(stack, sam), await restOf(stack, await stack.person('auditor'))];
  const { id } = await deployed({ stack, owner: sam }, 'running');
  const { id: foreign } = await deployed({ stack, owner: dana }, 'running');
  using own = await follow(rest);
  using all = await follow(auditors);
  for (const stream of [own, all]) await stream.read('id: ');
  await note(stack.owner, foreign, 'deployment.of_another');
  await note(stack.owner, id, 'deployment.of_own');
  const [heard, everything] = [await own.until('deployment.of_own'), await all.until('deployment.of_own')];
  expect(actionsOf(everything)).toContain('deployment.of_another');
  expect(actionsOf(heard)).not.toContain('deployment.of_another');
  const { deployment, version, ...entry } = lastOf(heard);
  expect([version, deployment]).toEqual([1, { id, name: entry.subject?.name }]);
  expect((await stack.services.audit.list(sam, { action: 'deployment.of_own' })).items).toEqual([entry]);
  expect([entry.detail, lastOf(everything).detail]).toEqual([{ ticket: 'CASE-1' }, { ticket: 'CASE-1', node: 'pve1' }]);
});

test('one VM and one kind of action can be asked for', async () => {
  await using stack = await createStack();
  const sam = await stack.person('support');
  const { id } = await deployed({ stack, owner: sam }, 'running');
  const { id: other } = await deployed({ stack, owner: sam }, 'running');
  using stream = await follow(await restOf(stack, sam), `?deployment=${id}&action=wanted.`);
  await stream.read('id: ');
  for (const action of ['wanted.first', 'unwanted.second']) await note(stack.owner, id, action);
  await note(stack.owner, other, 'wanted.third');
  await note(stack.owner, id, 'wanted.last');
  expect(actionsOf(await stream.until('wanted.last'))).toEqual(['wanted.first', 'wanted.last']);
});

test('whoever goes on where they were hears each event once and in order, also what was begun before and committed after', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('auditor'));
  const { id } = await deployed({ stack, owner: await stack.person('support') }, 'running');
  let place: string;
  {
    using stream = await follow(rest, '?action=told.');
    await stream.read('id: ');
    for (const action of ['told.a', 'told.b']) await note(stack.owner, id, action);
    place = (await stream.until('told.b')).at(-1)?.id ?? '';
  }
  const slow = new pg.Client({ connectionString: stack.appUrl });
  await slow.connect();
  await slow.query('BEGIN');
  await note(slow, id, 'told.slow');
  await note(stack.owner, id, 'told.quick');
  using resumed = await follow(rest, '?action=told.&after=nothing', { 'last-event-id': place });
  await resumed.read('id: ');
  await slow.query('COMMIT');
  await slow.end();
  await note(stack.owner, id, 'told.last');
  expect(actionsOf(await resumed.until('told.last'))).toEqual(['told.slow', 'told.quick', 'told.last']);
  using again = await follow(rest, `?action=told.&after=${place}`);
  expect(actionsOf(await again.until('told.last'))).toEqual(['told.slow', 'told.quick', 'told.last']);
});

test('a cursor that it did not give is refused, and one from before what is kept says so first', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('auditor'));
  const { rows } = await stack.owner.query<{ cursor: string }>(
    `SELECT xact || '.' || id AS cursor FROM audit_logs ORDER BY audit_logs.xact, id LIMIT 1`,
  );
  const first = rows[0]?.cursor ?? '';
  for (const unknown of ['nonsense', '1.x', first.replace(/^\d+/, '9999999999999999999')]) {
    const answer = await rest('GET', `/events?after=${unknown}`);
    expect(answer.status).toBe(400);
    expect(problemSchema.parse(await answer.json())).toMatchObject({
      reason: { code: 'cursor_unknown' },
      errors: [{ field: 'after' }],
    });
  }
  using whole = await follow(rest, `?after=${first}`);
  expect(await whole.read('id: ')).not.toContain('reset');
  await stack.owner.query('INSERT INTO audit_erasures (run, row_id) VALUES (gen_random_uuid(), portal_uuidv7())');
  using partial = await follow(rest, `?after=${first}`);
  expect(await partial.read('data: ')).toBe(`event: reset\nid: ${first}\ndata: {"version":1}\n\n`);
});

const revoke = `WITH revoked AS (UPDATE api_tokens SET revoked_at = now() WHERE id = $1 RETURNING id)
  INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
  SELECT 'system', 'test', 'test', 'api_token.revoked', 'api_token', id::text, 'succeeded' FROM revoked`;

test('it ends once its token is revoked, and once its person is disabled', async () => {
  await using stack = await createStack();
  const [admin, sam] = [await stack.person('admin'), await stack.person('support')];
  const { id, authorization } = await apiTokenOf(stack, sam, ['audit:list']);
  using first = await follow(restWith(stack, authorization));
  using second = await follow(await restOf(stack, sam, ['read']));
  for (const stream of [first, second]) await stream.read('id: ');
  await stack.owner.query(revoke, [id]);
  await first.read(null);
  expect((await restWith(stack, authorization)('GET', '/events')).status).toBe(401);
  await stack.services.people.disable(admin, { id: sam.principal.userId, reason: 'Left.' });
  await second.read(null);
});

test('a token that may not read the trail may not follow it', async () => {
  await using stack = await createStack();
  const rest = await restOf(stack, await stack.person('support'), ['deployments:list']);
  const answer = await rest('GET', '/events');
  expect(answer.status).toBe(403);
  expect(problemSchema.parse(await answer.json()).reason).toMatchObject({
    code: 'scope_missing',
    params: { scope: 'audit:list' },
  });
});
