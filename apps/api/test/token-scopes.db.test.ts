// What a token may be used for, over REST on the real services and database: every action of the table with a token of its own scope,
// and with those of others.

import { eventually } from '@portal/testing';
import {
  actionsByName,
  isScope,
  newTokenSchema,
  problemSchema,
  scopeOf,
  tokenItemSchema,
  tokenPageSchema,
} from '@portal/types';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { asking, type Mutations, mutations, queries, startMutations } from './every-mutation.ts';
import type { Input } from './mutation-subjects.ts';
import { apiTokenOf, restOf, restWith } from './rest-client.ts';

let world: Mutations;
let withAlmostAll: ReturnType<typeof asking>;
let readOnly: ReturnType<typeof asking>;
beforeAll(async () => {
  world = await startMutations();
  readOnly = asking(await restOf(world.stack, world.admin, ['read']));
  withAlmostAll = asking(await restOf(world.stack, world.admin, ['teleports:*', 'me:retired', 'orphans:destroy']));
});
afterAll(() => world[Symbol.asyncDispose]());

const inputOf = async (name: string): Promise<Input> =>
  name in mutations ? ((await mutations[name]?.(world))?.input ?? {}) : ((await queries[name]?.(world)) ?? {});

/** With a token that is given back afterwards: a person has no more than a hundred that work, and there may be more actions. */
const lentFor = async (...scopes: readonly string[]) => {
  const { id, authorization } = await apiTokenOf(world.stack, world.admin, scopes);
  onTestFinished(async () => {
    await world.stack.services.tokens.revoke(world.admin, { id });
  });
  return restWith(world.stack, authorization);
};

/** What a webhook is told of, whoever says what and where to reads; nobody has the clock do what they may not do. */
const reading = ['audit:list'];
const alsoAsked: Readonly<Record<string, readonly string[]>> = {
  'deployments.set_schedule': ['deployments:start', 'deployments:stop'],
  'webhooks.create': reading,
  'webhooks.change': reading,
  'webhooks.deliveries': reading,
};

const reasonOf = async (answer: Response) => problemSchema.parse(await answer.json()).reason;

test.each(Object.entries(actionsByName).filter(([name]) => isScope(scopeOf(name))))(
  '%s takes a token of its scope, and refuses one without',
  async (name, action) => {
    const own = asking(await lentFor(scopeOf(name), ...(alsoAsked[name] ?? [])));
    const status = action.accepted === undefined ? 200 : 202;
    // A token makes none that can do more than itself.
    const input = { ...(await inputOf(name)), ...(name === 'tokens.create' && { scopes: ['tokens:create'], days: 1 }) };
    const missing = { code: 'scope_missing', params: { scope: scopeOf(name) } };
    const refused = await withAlmostAll(name, input);
    expect([name, refused.status, await reasonOf(refused)]).toEqual([name, 403, missing]);
    if (action.method !== 'GET') {
      const onlyRead = await readOnly(name, input);
      expect([onlyRead.status, await reasonOf(onlyRead)]).toEqual([403, missing]);
    } else expect((await readOnly(name, input)).status).toBe(200);
    // What it is rotated into lasts no longer than the token that asks.
    const answer = await own(name, name === 'tokens.rotate' ? { ...(await ownScoped()), days: 1 } : input);
    if (name === 'tokens.rotate')
      expect(await reasonOf(answer)).toEqual({ code: 'scope_exceeds', params: { scope: 'read' } });
    else expect([name, answer.status]).toEqual([name, status]);
  },
);

const ownScoped = async () => {
  const { id } = await world.stack.services.tokens.create(world.admin, { name: 'other', scopes: ['read'] });
  return { id };
};

test('the refusals of a token are on record, one a minute of each kind', async () => {
  const { id, authorization } = await apiTokenOf(world.stack, world.admin, ['me:get']);
  const rest = restWith(world.stack, authorization);
  for (const path of ['/deployments', '/deployments', '/problems']) expect((await rest('GET', path)).status).toBe(403);
  const { rows } = await world.stack.owner.query(
    `SELECT outcome, detail ->> 'asked' AS asked FROM audit_logs WHERE action = 'api_token.refused_scope' AND subject_id = $1 ORDER BY id`,
    [id],
  );
  expect(rows).toEqual([
    { outcome: 'refused', asked: 'deployments.list' },
    { outcome: 'refused', asked: 'problems.list' },
  ]);
});

describe('what is offered agrees with what is accepted', () => {
  test('a deployment offers a token the actions that it has the scope of, and says why not the others', async () => {
    const { id } = await world.stack.services.deployments.create(world.owner, {
      templateId: world.stack.template.templateId,
    });
    const seen = async (scopes: readonly string[]) =>
      (await (await restOf(world.stack, world.admin, scopes))('GET', `/deployments/${id}`)).json();
    expect(await seen(['deployments:byId', 'deployments:delete'])).toMatchObject({
      actions: { delete: { allowed: true } },
    });
    expect(await seen(['read'])).toMatchObject({
      actions: { delete: { allowed: false, code: 'scope_missing', params: { scope: 'deployments:delete' } } },
    });
  });
});

describe('the life of a token', () => {
  const bearing = (token: string, address?: string) => restWith(world.stack, `Bearer ${token}`, address);
  const create = async (input: object) => {
    const answer = await (await restOf(world.stack, world.admin))('POST', '/tokens', { body: input });
    expect(answer.status).toBe(200);
    return newTokenSchema.parse(await answer.json());
  };
  const refused = (token: string) =>
    eventually('the end of the token', async () => (await bearing(token)('GET', '/me')).status === 401);

  test('made, used, listed without its text, rotated with an overlap, revoked', async () => {
    const first = await create({ name: 'nightly', scopes: ['read', 'tokens:*'], days: 7 });
    expect(first).toMatchObject({ state: 'active', scopes: ['read', 'tokens:*'], addresses: [], rotatedFrom: null });
    expect((await bearing(first.token)('GET', '/me')).status).toBe(200);
    const admin = await restOf(world.stack, world.admin);
    const rotated = await admin('POST', `/tokens/${first.id}/rotate`, { body: { overlapHours: 24 } });
    const second = newTokenSchema.parse(await rotated.json());
    expect(second).toMatchObject({ name: 'nightly', rotatedFrom: first.id, scopes: first.scopes });
    for (const token of [first.token, second.token]) expect((await bearing(token)('GET', '/me')).status).toBe(200);
    const again = await admin('POST', `/tokens/${first.id}/rotate`);
    expect(await reasonOf(again)).toEqual({ code: 'token_ended', params: {} });
    const page = tokenPageSchema.parse(await (await admin('GET', '/tokens')).json());
    expect(JSON.stringify(page)).not.toContain(second.token.slice(13));
    const states = new Map(page.items.map(({ id, state }) => [id, state]));
    expect([states.get(first.id), states.get(second.id)]).toEqual(['replaced', 'active']);
    const revoked = await admin('POST', `/tokens/${second.id}/revoke`);
    expect(tokenItemSchema.parse(await revoked.json()).state).toBe('revoked');
    await refused(second.token);
    expect((await admin('POST', `/tokens/${second.id}/revoke`)).status).toBe(200);
  });

  test('rotated without an overlap the old one ends at once', async () => {
    const first = await create({ name: 'at once', scopes: ['read'] });
    await (await restOf(world.stack, world.admin))('POST', `/tokens/${first.id}/rotate`);
    await refused(first.token);
  });

  test('used from an address that it is not meant for it is as good as unknown', async () => {
    const { token } = await create({ name: 'bound', scopes: ['read'], addresses: ['198.51.100.0/24'] });
    expect((await bearing(token, '198.51.100.9')('GET', '/me')).status).toBe(200);
    const answer = await bearing(token, '203.0.113.9')('GET', '/me');
    const unknown = await bearing(`ppt_00000000_${'x'.repeat(43)}`)('GET', '/me');
    const body = async (response: Response) => ({ ...problemSchema.parse(await response.json()), requestId: '' });
    expect([answer.status, await body(answer)]).toEqual([401, await body(unknown)]);
  });

  test('a token makes none that can do more, lasts longer or is used from elsewhere', async () => {
    const { token } = await create({ name: 'p', scopes: ['tokens:create', 'read'], days: 5, addresses: ['192.0.2.1'] });
    const ask = async (input: object) => {
      const body = { name: 'child', scopes: ['read'], days: 4, addresses: ['192.0.2.1'], ...input };
      const answer = await bearing(token)('POST', '/tokens', { body });
      return answer.ok ? 'made' : (await reasonOf(answer)).code;
    };
    expect(await ask({})).toBe('made');
    expect(await ask({ scopes: ['*'] })).toBe('scope_exceeds');
    expect(await ask({ days: 6 })).toBe('token_outlives');
    expect(await ask({ addresses: [] })).toBe('addresses_exceed');
  });

  test('revoking one revokes what was made with it, through any number of hands, unless that is to stay', async () => {
    const scopes = ['tokens:*', 'read'];
    const made = async (by: string, body: object) => {
      const answer = await bearing(by)('POST', '/tokens', { body: { name: 'made', scopes, days: 5, ...body } });
      return newTokenSchema.parse(await answer.json());
    };
    const root = await create({ name: 'root', scopes, days: 10 });
    const child = await made(root.token, {});
    const grandchild = await made(child.token, { days: 4 });
    expect([child.madeWith, grandchild.madeWith]).toEqual([root.id, child.id]);
    const admin = await restOf(world.stack, world.admin);
    const kept = await admin('POST', `/tokens/${child.id}/revoke`, { body: { keepMade: true } });
    expect(tokenItemSchema.parse(await kept.json())).toMatchObject({ state: 'revoked', alsoRevoked: [] });
    expect((await bearing(grandchild.token)('GET', '/me')).status).toBe(200);
    const all = await admin('POST', `/tokens/${root.id}/revoke`);
    expect(tokenItemSchema.parse(await all.json())).toMatchObject({ alsoRevoked: [grandchild.id] });
    await refused(grandchild.token);
  });

  test('where it may be used from is changed in place, and by a token never beyond its own', async () => {
    const token = await create({ name: 'moved', scopes: ['read', 'tokens:restrict'], addresses: ['192.0.2.0/24'] });
    const path = `/tokens/${token.id}/addresses`;
    const beyond = await bearing(token.token, '192.0.2.1')('POST', path, { body: { addresses: [] } });
    expect((await reasonOf(beyond)).code).toBe('addresses_exceed');
    const admin = await restOf(world.stack, world.admin);
    const moved = await admin('POST', path, { body: { addresses: ['198.51.100.0/24'] } });
    expect(tokenItemSchema.parse(await moved.json()).addresses).toEqual(['198.51.100.0/24']);
    await eventually('the new address', async () => {
      const [old, now] = [
        await bearing(token.token, '192.0.2.1')('GET', '/me'),
        await bearing(token.token, '198.51.100.1')('GET', '/me'),
      ];
      return old.status === 401 && now.status === 200;
    });
    await admin('POST', `/tokens/${token.id}/revoke`);
    expect((await reasonOf(await admin('POST', path, { body: { addresses: [] } }))).code).toBe('token_ended');
  });

  test.each([
    [{ scopes: ['deployments:teleport'] }, 'scopes.0', 'scope_unknown'],
    [{ scopes: [] }, 'scopes', 'field_missing'],
    [{ days: 366 }, 'days', 'number_too_large'],
    [{ addresses: ['10.0.0.0/33'] }, 'addresses.0', 'address_malformed'],
    [{ addresses: ['example.com'] }, 'addresses.0', 'address_malformed'],
    [{ name: 'a\u0000b' }, 'name', 'control_characters'],
    [{ ownerId: 'x' }, 'ownerId', 'field_unknown'],
  ])('%j is refused by name', async (input, field, code) => {
    const body = { name: 'ci', scopes: ['read'], ...input };
    const answer = await (await restOf(world.stack, world.admin))('POST', '/tokens', { body });
    expect(problemSchema.parse(await answer.json()).errors).toMatchObject([{ field, code }]);
  });

  test('of others’ tokens administrators and auditors see all, everybody else none', async () => {
    const sam = await world.stack.person('support');
    const { id } = await world.stack.services.tokens.create(sam, { name: 'of sam', scopes: ['*'] });
    const asks = async (role: 'support' | 'lead' | 'auditor' | 'admin', query: string) => {
      const rest = await restOf(world.stack, await world.stack.person(role));
      const answer = await rest('GET', `/tokens${query}`);
      return answer.ok ? tokenPageSchema.parse(await answer.json()).items.map((item) => item.id) : answer.status;
    };
    expect(await asks('lead', '?owner=all')).toBe(403);
    expect(await asks('support', `?owner=${sam.principal.userId}`)).toBe(403);
    expect(await asks('support', '')).not.toContain(id);
    expect(await asks('auditor', `?owner=${sam.principal.userId}`)).toEqual([id]);
    expect(await asks('admin', '?owner=all')).toContain(id);
  });

  test('of one owner no more than a hundred work', async () => {
    const sam = await world.stack.person('support');
    await world.stack.owner.query(
      `WITH made AS (INSERT INTO api_tokens (id, user_id, name, prefix, secret_hash)
         SELECT portal_uuidv7(), $1, 'x', lpad(to_hex(n), 8, 'f'), repeat('a', 64) FROM generate_series(1, 100) AS n RETURNING id)
       INSERT INTO audit_logs (actor_kind, actor_id, actor_name, action, subject_type, subject_id, outcome)
       SELECT 'system', 'test', 'test', 'deployment.prepared', 'api_token', id::text, 'succeeded' FROM made`,
      [sam.principal.userId],
    );
    await expect(world.stack.services.tokens.create(sam, { name: 'more', scopes: ['read'] })).rejects.toMatchObject({
      reason: { code: 'too_many_tokens', params: { max: 100 } },
    });
  });
});
