/** A person makes a token for a script, which can do what it was made for and no more, rotates it, and takes it back. */

import { expect, test } from 'vitest';
import { z } from 'zod';
import { people } from './facts.ts';
import { card, comesToSay, heading, ready } from './pages.ts';
import { rest } from './rest.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'nightly report';
const problem = z.object({ code: z.string(), reason: z.object({ code: z.string(), params: z.unknown() }) });

test('a read-only token is made and shown once, reads, changes nothing, is rotated, and is no token any more once revoked', async () => {
  const { page } = await visit({ as: people.lead, path: '/account/tokens' });
  await heading(page, 'API tokens').waitFor();
  await ready(page);
  await expectUsable(page);

  await page.getByRole('button', { name: 'Make a token' }).click();
  const form = page.getByRole('dialog', { name: 'Make an API token' });
  await form.getByRole('button', { name: 'Make a token' }).click();
  await form.getByText('Fill this in.').or(form.locator('#token-name-error')).first().waitFor();
  await form.getByLabel('Name').fill(NAME);
  await form.getByRole('radio', { name: /^Some things/ }).check();
  await form.getByText('Snapshots', { exact: true }).click();
  await form.getByRole('checkbox', { name: 'Snapshots: everything' }).waitFor();
  await expectUsable(page);
  await form.getByRole('radio', { name: /^Read only/ }).check();
  await form.getByRole('button', { name: 'Make a token' }).click();
  const shown = page.getByRole('dialog', { name: NAME });
  const token = (await shown.locator('code').textContent()) ?? '';
  expect(token).toMatch(/^ppt_[0-9a-f]{8}_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/);
  await shown.getByRole('button', { name: 'Done' }).click();

  const made = card(page, NAME);
  await comesToSay(made, 'Active');
  await made.getByText('Read only').waitFor();
  expect(await page.content()).not.toContain(token);

  expect((await rest('/api/deployments', { token })).status).toBe(200);
  const refused = await rest('/api/deployments', { token, method: 'POST', body: { templateId: 'debian-13' } });
  expect(refused.status).toBe(403);
  expect(problem.parse(refused.body)).toMatchObject({
    code: 'forbidden',
    reason: { code: 'scope_missing', params: { scope: 'deployments:create' } },
  });

  await made.getByRole('button', { name: `Rotate ${NAME}` }).click();
  const rotate = page.getByRole('dialog', { name: `Rotate ${NAME}?` });
  await rotate.getByLabel('The old one works on for').selectOption('1 hour');
  await rotate.getByRole('button', { name: 'Rotate' }).click();
  const second = (await page.getByRole('dialog', { name: NAME, exact: true }).locator('code').textContent()) ?? '';
  await page.getByRole('button', { name: 'Done' }).click();
  expect(second).not.toBe(token);
  for (const each of [token, second]) expect((await rest('/api/me', { token: each })).status).toBe(200);

  const admin = await visit({ as: people.admin, path: '/admin/tokens' });
  const replaced = card(admin.page, NAME).filter({ hasText: 'Rotated, still works' });
  await replaced.getByText('Leo Lead').waitFor();
  await expectUsable(admin.page);
  await ready(admin.page);
  await replaced.getByRole('button', { name: `Revoke ${NAME}` }).click();
  const question = admin.page.getByRole('dialog', { name: `Revoke ${NAME}?` });
  await question.getByRole('button', { name: 'Revoke' }).click();
  await replaced.waitFor({ state: 'detached' });
  await expect.poll(async () => (await rest('/api/me', { token })).status).toBe(401);
  expect((await rest('/api/me', { token: second })).status).toBe(200);
});

test('an administrator makes a service account and a token for it, which owns nothing of theirs and ends with the account', async () => {
  const account = 'Nightly build';
  const { page } = await visit({ as: people.admin, path: '/admin/people', provokes: [/status of 400/] });
  await ready(page);
  await page.getByRole('button', { name: 'New service account' }).click();
  const form = page.getByRole('dialog', { name: 'New service account' });
  await form.getByLabel('Name').fill(account);
  await expectUsable(page);
  await form.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row').filter({ hasText: account });
  await comesToSay(row, 'Service account');

  await page.goto('/admin/tokens');
  await ready(page);
  await page.getByRole('button', { name: 'Make a token for a service account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make an API token' });
  await dialog.getByLabel('Service account').selectOption(account);
  await dialog.getByLabel('Name').fill('ci');
  await expectUsable(page);
  await dialog.getByRole('button', { name: 'Make a token' }).click();
  const shown = page.getByRole('dialog', { name: 'ci' });
  const token = (await shown.locator('code').textContent()) ?? '';
  await shown.getByRole('button', { name: 'Done' }).click();
  const me = await rest('/api/me', { token });
  expect(z.object({ principal: z.object({ name: z.string() }) }).parse(me.body).principal.name).toBe(account);

  const made = card(page, 'ci').filter({ hasText: `${account} (service account)` });
  await made.getByRole('button', { name: 'Change addresses of ci' }).click();
  const addresses = page.getByRole('dialog', { name: 'Where may ci be used from?' });
  await addresses.getByLabel('Addresses').fill('nowhere');
  await addresses.getByRole('button', { name: 'Change addresses' }).click();
  await addresses
    .getByText(/address or (a )?network/i)
    .first()
    .waitFor();
  await addresses.getByLabel('Addresses').fill('198.51.100.0/24');
  await expectUsable(page);
  await addresses.getByRole('button', { name: 'Change addresses' }).click();
  await comesToSay(made, '198.51.100.0/24');
  await expect.poll(async () => (await rest('/api/me', { token })).status).toBe(401);
});
