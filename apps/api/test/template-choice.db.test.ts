// What comes first where somebody chooses a template: their own stars and their own VMs, on record.
import { countUnaudited } from '@portal/testing/unaudited';
import { expect, test } from 'vitest';
import { createStack } from './stack.ts';
import { look, registration } from './template-registration.ts';

test('a template is starred for one person, once however often it is asked for, and on record', async () => {
  await using stack = await createStack();
  const { templateChoice, templateAdmin } = stack.services;
  await look(stack);
  const admin = await stack.person();
  const { id } = await templateAdmin.register(admin, registration(stack, 'debian'));
  const [sam, dana] = [await stack.person('support'), await stack.person('support')];
  await Promise.all([1, 2].map(() => templateChoice.star(sam, { id, starred: true })));
  expect(await templateChoice.read(sam)).toEqual({ starred: [id], lastUsed: [] });
  expect(await templateChoice.read(dana)).toEqual({ starred: [], lastUsed: [] });
  expect((await templateChoice.star(sam, { id, starred: false })).starred).toEqual([]);
  const nowhere = { id: sam.principal.userId, starred: true };
  await expect(templateChoice.star(sam, nowhere)).rejects.toMatchObject({ code: 'not_found' });
  const { rows } = await stack.owner.query<{ action: string }>(
    `SELECT action FROM audit_logs WHERE subject_id = $1 AND action LIKE 'user.template%' ORDER BY id`,
    [sam.principal.userId],
  );
  expect(rows.map(({ action }) => action)).toEqual(['user.template_starred', 'user.template_unstarred']);
  expect(await countUnaudited(stack.owner)).toBe(0);
});

test('what somebody used last are the templates of their own VMs, the newest first', async () => {
  await using stack = await createStack();
  const { templateChoice, templateAdmin, deployments } = stack.services;
  await look(stack);
  const admin = await stack.person();
  const [one, two] = [
    await templateAdmin.register(admin, registration(stack, 'one')),
    await templateAdmin.register(admin, registration(stack, 'two')),
  ];
  const sam = await stack.person('support');
  for (const { id } of [one, two, one]) await deployments.create(sam, { templateId: id });
  expect((await templateChoice.read(sam)).lastUsed).toEqual([one.id, two.id]);
  expect((await templateChoice.read(admin)).lastUsed).toEqual([]);
});
