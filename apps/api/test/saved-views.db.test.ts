// Views of the list that a person has named: their own, replaced under the same name, and on record.
import { countUnaudited } from '@portal/testing/unaudited';
import { expect, test } from 'vitest';
import { createStack } from './stack.ts';

const filters = { owner: 'team', status: 'failed,quarantined', expiresWithinHours: 72, sort: 'expiresAt' } as const;

test('a view is saved for its maker alone, replaced under its name, forgotten, and on record', async () => {
  await using stack = await createStack();
  const { savedViews } = stack.services;
  const [sam, dana] = [await stack.person('support'), await stack.person('support')];
  await savedViews.save(sam, { name: 'Mine', filters: { owner: 'me' } });
  await savedViews.save(sam, { name: 'Attention', filters: {} });
  const { items } = await savedViews.save(sam, { name: 'Attention', filters });
  expect(items).toMatchObject([
    { name: 'Attention', filters },
    { name: 'Mine', filters: { owner: 'me' } },
  ]);
  expect(await savedViews.list(dana)).toEqual({ items: [] });
  const id = items[0]?.id ?? '';
  await expect(savedViews.forget(dana, id)).rejects.toMatchObject({ code: 'not_found' });
  expect((await savedViews.forget(sam, id)).items).toMatchObject([{ name: 'Mine' }]);
  const { rows } = await stack.owner.query<{ action: string }>(
    `SELECT action FROM audit_logs WHERE subject_id = $1 AND action LIKE 'user.view%' ORDER BY id`,
    [sam.principal.userId],
  );
  expect(rows.map(({ action }) => action)).toEqual([
    'user.view_saved',
    'user.view_saved',
    'user.view_saved',
    'user.view_forgotten',
  ]);
  expect(await countUnaudited(stack.owner)).toBe(0);
});

test('of a view that a newer release saved is listed what this one knows, and it can be replaced and forgotten', async () => {
  await using stack = await createStack();
  const { savedViews } = stack.services;
  const sam = await stack.person('support');
  await savedViews.save(sam, { name: 'Newer', filters });
  const saveLater = (later: object) =>
    stack.owner.query(`BEGIN; SET LOCAL session_replication_role = 'replica';
      UPDATE saved_views SET filters = filters || '${JSON.stringify(later)}'; COMMIT`);
  await saveLater({ sort: 'memory', flavour: ['x'] });
  const { sort, ...known } = filters;
  const { items } = await savedViews.list(sam);
  expect(items.map((view) => view.filters)).toEqual([known]);
  const [replaced] = (await savedViews.save(sam, { name: 'Newer', filters })).items;
  await saveLater({ flavour: ['x'] });
  expect((await savedViews.forget(sam, replaced?.id ?? '')).items).toEqual([]);
});

test('nobody keeps more than twenty, however many are saved at once', async () => {
  await using stack = await createStack();
  const actor = await stack.person('support');
  const saving = Array.from({ length: 22 }, (_, n) =>
    stack.services.savedViews.save(actor, { name: `View ${n}`, filters: {} }),
  );
  const refused = (await Promise.allSettled(saving)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(2);
  expect((await stack.services.savedViews.list(actor)).items).toHaveLength(20);
});
