/** An administrator lets somebody in, and shuts them out: the link is shown once, and a disabled person's open page is over at once. */
import { expect, test } from 'vitest';
import { people } from './facts.ts';
import { comesToSay, fillSignIn, heading, ready } from './pages.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const nora = { name: 'Nora Newcomer', email: 'nora.newcomer@example.com' };
const password = 'a password that Nora chose';

test('who is invited sets a password at the link and signs in, and is out the moment that they are disabled', async () => {
  const { page } = await visit({ as: people.admin, path: '/admin/people', provokes: [/status of 409/] });
  await heading(page, 'People').waitFor();
  await ready(page);
  const row = page.getByRole('row').filter({ hasText: nora.email });

  await page.getByRole('button', { name: 'Invite a person' }).click();
  const invite = page.getByRole('dialog', { name: 'Invite a person' });
  await invite.getByRole('button', { name: 'Invite' }).click();
  await invite.getByText('Fill this in.').first().waitFor();
  await invite.getByLabel('Name').fill('ada admin');
  await invite.getByLabel('E-mail address').fill(nora.email);
  await invite.getByRole('button', { name: 'Invite' }).click();
  await invite.getByText('Somebody is called ada admin already').first().waitFor();
  await invite.getByLabel('Name').fill(nora.name);
  await invite.getByLabel('Team').selectOption({ label: 'Voice support' });
  await expectUsable(page);
  await invite.getByRole('button', { name: 'Invite' }).click();
  const invited = page.getByRole('dialog', { name: `${nora.name} is invited` });
  const link = (await invited.getByText(/\/set-password#/).textContent()) ?? '';
  await invited.getByRole('button', { name: 'Done' }).click();
  await comesToSay(row, 'Invited');
  await expectUsable(page);

  const { page: other } = await visit({ provokes: [/status of 401/] });
  await other.goto(link);
  await ready(other);
  await other.getByLabel('New password').fill(password);
  await other.getByLabel('The same again').fill(password);
  await other.getByRole('button', { name: 'Set password' }).click();
  await other.getByText('Your password is set. Sign in with it.').waitFor();
  await fillSignIn(other, nora.email, password);
  await heading(other, 'VMs').waitFor();
  await ready(other);
  await page.reload();
  await comesToSay(row, 'Active');

  await page.getByRole('button', { name: `Actions for ${nora.name}` }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  const disable = page.getByRole('dialog', { name: `Disable ${nora.name}?` });
  await disable.getByLabel('Reason').fill('Left the company.');
  await disable.getByRole('button', { name: 'Disable' }).click();
  await comesToSay(row, 'Disabled');
  await comesToSay(row, 'Left the company.');
  // Nobody touches this page: its live connection ends, and it goes to the sign-in by itself.
  await other.waitForURL(/\/sign-in/);
  await fillSignIn(other, nora.email, password);
  await other.getByRole('alert').waitFor();

  const auditor = await visit({ as: people.auditor, path: '/admin/people?state=disabled' });
  await auditor.page.getByText('Left the company.').waitFor();
  expect(await auditor.page.getByRole('button', { name: /^(Actions for|Invite|New team)/ }).count()).toBe(0);
});
