/** One's own account: the name, the password, and where one is signed in. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { linkFor } from './admin-link.ts';
import { violations } from './axe.ts';
import { card, comesToSay, fillSignIn, heading } from './pages.ts';
import { visit } from './visitor.ts';

const first = 'correct horse battery staple';
const second = 'another horse battery staple';
const refused = /status of (401|400)/;

const signInWith = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/sign-in');
  await fillSignIn(page, email, password);
};

test('a changed password ends the other session at once, and the old one opens nothing any more', async () => {
  const email = `${randomUUID()}@example.com`;
  const name = `Account ${email.slice(0, 8)}`;
  const { page } = await visit({ provokes: [refused] });
  await page.goto(await linkFor({ name, email }));
  await page.getByLabel('New password').fill(first);
  await page.getByLabel('The same again').fill(first);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('Your password is set. Sign in with it.').waitFor();
  await signInWith(page, email, first);
  await heading(page, 'VMs').waitFor();

  const { page: other } = await visit({ provokes: [refused] });
  await signInWith(other, email, first);
  await comesToSay(other.getByRole('main'), 'Live');

  await page.getByRole('button', { name: `Account menu of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await page.getByLabel('Name').fill(`${name} Renamed`);
  await page.getByRole('button', { name: 'Change name' }).click();
  await page.getByRole('button', { name: `Account menu of ${name} Renamed` }).waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: 'Sessions' }).click();
  await heading(page, 'Sessions').waitFor();
  await page.getByText('This one').waitFor();
  expect(await page.getByRole('button', { name: 'End this session' }).count()).toBe(1);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('link', { name: 'Profile' }).click();
  const form = card(page, 'Password');
  await form.getByLabel('Present password').fill('not-the-password');
  await form.getByLabel('New password').fill(second);
  await form.getByLabel('The new one again').fill(second);
  await form.getByRole('button', { name: 'Change password' }).click();
  await form.getByText('This is not your present password.').waitFor();
  await form.getByLabel('Present password').fill(first);
  await form.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed. One other session was ended.').waitFor();

  await other.waitForURL(/\/sign-in/);
  await signInWith(other, email, first);
  await other.getByText('E-mail address or password is not right').waitFor();
  await signInWith(other, email, second);
  await heading(other, 'VMs').waitFor();
});
