// What people say of a VM, edited afterwards: over REST, by those who operate it, on record, and found again.
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

const idsIn = async (answer: Response): Promise<readonly string[]> =>
  z
    .object({ items: z.array(z.object({ id: z.string() })) })
    .parse(await answer.json())
    .items.map(({ id }) => id);

const asked = async () => {
  const team = await stack.team(`Team ${crypto.randomUUID()}`);
  const sam = await stack.person('support', team);
  const { id } = await deployed({ stack, owner: sam }, 'running');
  return { team, sam, id, path: `/deployments/${id}`, rest: await restOf(stack, sam) };
};

test('what was edited is shown, found by its words and tags, and on record as it was and as it is', async () => {
  const { id, path, rest } = await asked();
  const customer = `Acme ${id.slice(-12)}`;
  const tag = `t${id.slice(-12)}`;
  const body = { ticket: 'CASE-2', customer, notes: 'Ask first.\nThen dial 100.', tags: ['voip', tag, 'voip'] };
  const edited = await rest('PATCH', path, { body });
  expect(edited.status).toBe(200);
  expect(await edited.json()).toMatchObject({ ...body, tags: ['voip', tag], purpose: null, status: 'running' });
  expect((await rest('PATCH', path, { body: { ticket: null } })).status).toBe(200);
  expect(await (await rest('GET', path)).json()).toMatchObject({ customer, ticket: null });

  for (const filter of [`tag=${tag}`, `q=${tag}`, `q=${encodeURIComponent(customer)}`]) {
    expect([filter, await idsIn(await rest('GET', `/deployments?${filter}`))]).toEqual([filter, [id]]);
  }
  expect(await idsIn(await rest('GET', `/deployments?tag=${tag}x`))).toEqual([]);
  const trail = await rest('GET', `/audit?subjectId=${id}&action=deployment.edited`);
  expect(await trail.json()).toMatchObject({
    items: [
      { detail: { before: { ticket: 'CASE-2' }, after: { ticket: null } } },
      {
        detail: {
          before: { ticket: null, customer: null, notes: null, tags: [] },
          after: { ticket: 'CASE-2', customer },
        },
      },
    ],
  });
});

test('the lead of its team, administrators and whom it is shared with to operate edit it; nobody else does', async () => {
  const { team, id, path, rest } = await asked();
  const dana = await stack.person('support', team);
  const danas = await restOf(stack, dana);
  const edit = (by: typeof rest, ticket: string) => by('PATCH', path, { body: { ticket } });
  for (const role of ['lead', 'admin'] as const) {
    expect([role, (await edit(await restOf(stack, await stack.person(role, team)), role)).status]).toEqual([role, 200]);
  }
  const auditor = await edit(await restOf(stack, await stack.person('auditor', team)), 'no');
  expect([auditor.status, (await edit(danas, 'no')).status]).toEqual([403, 404]);

  const share = (level: string) => rest('POST', `${path}/shares`, { body: { with: dana.principal.email, level } });
  await share('view');
  await until('the share', async () => (await edit(danas, 'no')).status === 403);
  await share('operate');
  await until('the other level', async () => (await edit(danas, 'CASE-9')).status === 200);
  expect((await stack.deployment(id)).ticket).toBe('CASE-9');
});

test('what does not fit is refused at its field, and by the database whoever writes it', async () => {
  const { id, path, rest } = await asked();
  const eleven = Array.from({ length: 11 }, (_, n) => `t${n}`);
  for (const [body, field] of [
    [{ tags: ['Voip!'] }, 'tags.0'],
    [{ tags: eleven }, 'tags'],
    [{ notes: 'x'.repeat(2_001) }, 'notes'],
    [{ customer: 'Acme\u202edtL' }, 'customer'],
    [{ purpose: 'a\u0000b' }, 'purpose'],
    [{ ticket: 'CASE-2', name: 'other' }, 'name'],
  ] as const) {
    const refused = await rest('PATCH', path, { body });
    expect(await refused.json()).toMatchObject({ status: 400, errors: [{ field }] });
  }
  expect((await rest('PATCH', path, { body: {} })).status).toBe(400);
  for (const change of [
    `tags = '{Voip}'`,
    `tags = array_fill('a'::text, '{11}')`,
    `notes = repeat('x', 2001)`,
    `customer = repeat('x', 101)`,
  ]) {
    const written = stack.owner.query(`UPDATE deployments SET ${change} WHERE id = $1`, [id]);
    await expect(written).rejects.toThrow('deployments_said');
  }
});
