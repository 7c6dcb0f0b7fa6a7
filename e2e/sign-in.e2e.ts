import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { dataDir, people, portal } from './facts.ts';
import { comesToSay, fillSignIn, heading, isFocused, ready, signIn } from './pages.ts';
import { visit } from './visitor.ts';

/** The browser logs each refused request as an error. */
const refused = /status of 401/;
const limited = /status of 429/;

const refusal = (page: Page): Promise<string | null> => page.getByRole('main').getByRole('alert').textContent();

test('a wrong password is refused in the same words as an unknown address, and the password is ready to be typed again', async () => {
  const { page } = await visit({ path: '/sign-in', provokes: [refused] });
  await fillSignIn(page, people.voice, 'not-the-password');
  const wrongPassword = await refusal(page);
  expect(wrongPassword).toContain('E-mail address or password is not right');
  expect(await isFocused(page.getByLabel('Password'))).toBe(true);
  await page.reload();
  await fillSignIn(page, 'nobody@example.com', 'not-the-password');
  expect(await refusal(page)).toBe(wrongPassword);
});

test('too many attempts are refused with the time that is left, even with the right password, and afterwards it is taken', async () => {
  const { page } = await visit({ path: '/sign-in', provokes: [refused, limited] });
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await fillSignIn(page, people.voice, `guess-${attempt}`);
    await expect.poll(() => refusal(page)).toContain('not right');
  }
  await signIn(page, people.voice);
  await page.getByText(/^Too many attempts. Try again in \d+ seconds?\.$/).waitFor();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByText('There were too many attempts. You can try again now.').waitFor();
  await signIn(page, people.voice);
  await heading(page, 'VMs').waitFor();
});

test('a visit without a session is sent to sign-in and comes back to where it was going', async () => {
  const { page } = await visit({ path: '/audit?outcome=refused' });
  await page.waitForURL('**/sign-in?**');
  await signIn(page, people.voice);
  await heading(page, 'Audit').waitFor();
  const { pathname, search } = new URL(page.url());
  expect(pathname + search).toBe('/audit?outcome=refused');
});

test('sign-in leads to no other site, whatever its address asks for', async () => {
  const { page } = await visit({ path: '/sign-in?returnTo=//example.com/' });
  await signIn(page, people.voice);
  await heading(page, 'VMs').waitFor();
  expect(page.url()).toBe(`${portal.portalUrl}/`);
});

test('the session lives in a cookie that no script reads and no other site sends, and ends with signing out', async () => {
  // The dashboard may have been asking for something when its session ended.
  const { page, context } = await visit({ path: '/', provokes: [refused] });
  await signIn(page, people.voice);
  await heading(page, 'VMs').waitFor();
  const sessions = (await context.cookies()).filter(({ name }) => name.includes('session'));
  expect(sessions.map(({ httpOnly, sameSite, path }) => ({ httpOnly, sameSite, path }))).toEqual([
    { httpOnly: true, sameSite: 'Lax', path: '/' },
  ]);
  await page.getByRole('button', { name: 'Account menu of Sam Support' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Support Provisioning Portal').waitFor();
  await context.addCookies(sessions);
  await page.goto('/');
  await page.waitForURL('**/sign-in');
});

test('whoever signs out in one tab is signed out in every other at once, and no stream is opened without a session', async () => {
  const { page, context } = await visit({ as: people.voice, path: '/', provokes: [refused] });
  const other = await context.newPage();
  await other.goto('/');
  await comesToSay(other.getByRole('main'), 'Live');
  await page.getByRole('button', { name: 'Account menu of Sam Support' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await other.waitForURL(/\/sign-in/);
  const opened = await other.evaluate(async () => (await fetch('/api/trpc/deployments.onChange')).status);
  expect(opened).toBe(401);
});

test('a password that is sent before the scripts of the page run does not end in the address', async () => {
  const { page } = await visit({ path: '/sign-in', scripts: false });
  await page.getByLabel('E-mail address').fill(people.voice);
  await page.getByLabel('Password').fill('hunter-2-hunter-2');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect.poll(() => page.getByLabel('Password').inputValue()).toBe('');
  expect(page.url()).toBe(`${portal.portalUrl}/sign-in`);
});

test('sign-in is done with the keyboard alone', async () => {
  const { page } = await visit({ path: '/sign-in' });
  await ready(page);
  await page.keyboard.press('Tab');
  expect(await isFocused(page.getByLabel('E-mail address'))).toBe(true);
  await page.keyboard.type(people.voice);
  await page.keyboard.press('Tab');
  await page.keyboard.type(portal.signIns[0]?.password ?? '');
  await page.keyboard.press('Enter');
  await heading(page, 'VMs').waitFor();
});

test('of a demo, which has administrators from the start, the log tells no code for making one, and nothing but JSON', async () => {
  const lines = (await readFile(join(dataDir, 'logs/web.log'), 'utf8')).trimEnd().split('\n');
  expect(lines.filter((line) => line.includes('/set-up#'))).toEqual([]);
  expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
});
