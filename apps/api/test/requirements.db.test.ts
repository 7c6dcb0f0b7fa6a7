// What a template says that a request has to say holds at the creation, for whomever the VM is, and at an edit.
import { problemSchema, registerTemplateSchema } from '@portal/types';
import { expect, test } from 'vitest';
import { limitsWorld } from './limits-world.ts';
import { restOf } from './rest-client.ts';
import { publishTemplate } from './stack.ts';

const requires = { ticket: true, customer: true, purpose: false, ticketPattern: 'ABC-####' };
const refusedFor = (...fields: readonly (readonly [string, string])[]) => ({
  code: 'invalid_input',
  details: { fields: fields.map(([field, code]) => ({ field, reason: { code } })) },
});

test('a request that does not say it is refused with each field, whoever asks, and what says it is taken', async () => {
  await using portal = await limitsWorld();
  const { stack, admin, sam, dana } = portal;
  const { deployments, templates } = stack.services;
  const { templateId } = await publishTemplate(stack, { slug: 'licensed', requires });
  expect(await templates.byId(sam, templateId)).toMatchObject({ requires });
  const forDana = { templateId, owner: dana.principal.userId };
  const missing = refusedFor(['ticket', 'field_missing'], ['customer', 'field_missing']);
  await expect(deployments.create(sam, { templateId })).rejects.toMatchObject(missing);
  await expect(deployments.create(admin, forDana)).rejects.toMatchObject(missing);
  const unlike = { templateId, ticket: 'ABC-1', customer: 'Example' };
  await expect(deployments.create(sam, unlike)).rejects.toMatchObject(refusedFor(['ticket', 'ticket_unlike']));
  const rest = await restOf(stack, sam);
  expect(problemSchema.parse(await (await rest('POST', '/deployments', { body: unlike })).json()).errors).toMatchObject(
    [{ field: 'ticket', code: 'ticket_unlike', params: { pattern: 'ABC-####' } }],
  );
  expect((await stack.owner.query('SELECT FROM deployments')).rowCount).toBe(0);
  await deployments.create(sam, { templateId, ticket: 'abc-0001', customer: 'Example' });
});

test('an edit takes nothing away that is required, and of an older VM asks for nothing that it does not touch', async () => {
  await using portal = await limitsWorld();
  const { stack, sam } = portal;
  const { deployments } = stack.services;
  const { templateId } = await publishTemplate(stack, { slug: 'licensed', requires });
  const { id } = await deployments.create(sam, { templateId, ticket: 'ABC-0001', customer: 'Example' });
  const edit = (asked: object) => deployments.act(sam, { action: 'edit', id, ...asked });
  await expect(edit({ customer: null })).rejects.toMatchObject(refusedFor(['customer', 'field_missing']));
  await expect(edit({ ticket: 'XYZ' })).rejects.toMatchObject(refusedFor(['ticket', 'ticket_unlike']));
  await edit({ notes: 'Looked at.' });
  await stack.create(sam);
});

test('a pattern that could be read in many ways is refused when it is saved', () => {
  const fault = (ticketPattern: string) =>
    registerTemplateSchema
      .safeParse({ requires: { ticketPattern } })
      .error?.issues.filter(({ path }) => path.join('.') === 'requires.ticketPattern')
      .map(({ message }) => message);
  expect(fault('*#')).toEqual(['ticket_pattern_unclear']);
  expect(fault('A'.repeat(65))).toHaveLength(1);
  expect(fault('INC*')).toEqual([]);
});
