/** One's own account: the name, the password, the second factor, and where one is signed in. */
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { linkFor } from './admin-link.ts';
import { codeOf } from './authenticator.ts';
import { violations } from './axe.ts';
import { dataDir, people } from './facts.ts';
import { card, comesToSay, fillSignIn, heading, ready } from './pages.ts';
import { noteSecret } from './secrets-in-logs.ts';
import { addVirtualAuthenticator } from './virtual-authenticator.ts';
import { visit } from './visitor.ts';

const first = 'correct horse battery staple';
const second = 'another horse battery staple';
const refused = /status of (401|400)/;

const signInWith = async (page: Page, email: string, password: string): Promise<void> => {
  await page.goto('/sign-in');
  await fillSignIn(page, email, password);
};

/** Without a session, and without a page that finds out that it has none. */
const forget = async (page: Page): Promise<void> => {
  await page.goto('about:blank');
  await page.context().clearCookies();
};

/** Somebody who was invited, has set a password and is signed in. */
const newcomer = async (): Promise<{ readonly page: Page; readonly email: string; readonly name: string }> => {
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
  return { page, email, name };
};

test('a changed password ends the other session at once, and the old one opens nothing any more', async () => {
  const { page, email, name } = await newcomer();
  const { page: other } = await visit({ provokes: [refused] });
  await signInWith(other, email, first);
  await comesToSay(other.getByRole('main'), 'Live');

  await page.getByRole('button', { name: `Account menu of ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await card(page, 'You').getByLabel('Name').fill(`${name} Renamed`);
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

test('with an authenticator app the password alone signs nobody in: a code does, or one to recover with, until an administrator removes it', async () => {
  const { page, email, name } = await newcomer();
  await page.goto('/account/profile');
  const factor = card(page, 'Second factor');
  await factor.getByLabel('Your password').fill(first);
  await factor.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await factor.getByRole('img', { name: 'QR code with the secret for your app' }).waitFor();
  expect(await violations(page)).toEqual([]);
  const secret = ((await factor.locator('code').textContent()) ?? '').replaceAll(' ', '');
  await factor.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
  await factor.getByRole('button', { name: 'Confirm' }).click();
  await factor.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  const recoveryCodes = await factor.getByRole('listitem').allTextContents();
  expect(recoveryCodes).toHaveLength(10);
  for (const told of [secret, ...recoveryCodes]) noteSecret(dataDir, 'a second factor', told);
  await factor.getByRole('button', { name: 'I have kept them' }).click();
  await factor.getByText('Recovery codes left').waitFor();
  expect(await violations(page)).toEqual([]);

  const { page: other } = await visit({ provokes: [refused] });
  await signInWith(other, email, first);
  expect(await violations(other)).toEqual([]);
  const answer = async (code: string): Promise<void> => {
    await other.getByLabel('Code').fill(code);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await answer('000000');
  await other.getByText('This code is not right, or was used before.').waitFor();
  await answer(codeOf(secret, 1));
  await heading(other, 'VMs').waitFor();

  await forget(other);
  await signInWith(other, email, first);
  await answer(recoveryCodes[0] ?? '');
  await heading(other, 'VMs').waitFor();

  const { page: admins } = await visit({ as: people.admin, path: `/admin/people?q=${encodeURIComponent(email)}` });
  await admins.getByRole('button', { name: `Actions for ${name}` }).click();
  await admins.getByRole('menuitem', { name: 'Remove second factors…' }).click();
  await admins.getByRole('dialog').getByRole('button', { name: 'Remove them' }).click();
  await admins.getByText(`The password alone signs ${name} in`).waitFor();
  await forget(other);
  await signInWith(other, email, first);
  await heading(other, 'VMs').waitFor();
});

test('a passkey signs in by itself, has a name, and opens nothing any more once it is removed', async () => {
  const { page } = await newcomer();
  await addVirtualAuthenticator(page);
  await page.goto('/account/profile');
  const passkeys = card(page, 'Passkeys');
  await passkeys.getByLabel('Name of the device').fill('Work laptop');
  await passkeys.getByLabel('Password for adding it').fill(first);
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
  await passkeys.getByRole('heading', { name: 'Work laptop' }).waitFor();
  expect(await violations(page)).toEqual([]);

  const signInByPasskey = async (): Promise<void> => {
    await forget(page);
    await page.goto('/sign-in');
    await ready(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  };
  await signInByPasskey();
  await heading(page, 'VMs').waitFor();

  await page.goto('/account/profile');
  await passkeys.getByRole('button', { name: 'Rename…' }).click();
  await passkeys.getByLabel('New name').fill('Old laptop');
  await passkeys.getByRole('button', { name: 'Rename', exact: true }).click();
  await passkeys.getByRole('heading', { name: 'Old laptop' }).waitFor();
  await passkeys.getByRole('button', { name: 'Remove…' }).click();
  await passkeys.getByLabel('Your password').fill(first);
  await passkeys.getByRole('button', { name: 'Remove this passkey' }).click();
  await passkeys.getByRole('heading', { name: 'Old laptop' }).waitFor({ state: 'detached' });
  await signInByPasskey();
  await page.getByText('The passkey did not sign you in.').waitFor();
});
