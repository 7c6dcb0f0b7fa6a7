/** Signing in at the organisation's own page, a real provider on loopback, and out of both. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { type OrganisationPortal, organisationPortal } from './organisation.ts';
import { heading, signIn } from './pages.ts';
import { visit } from './visitor.ts';

const staff = {
  mia: { name: 'Mia Mapped', email: 'mia.mapped@example.com', email_verified: true, groups: ['everyone', 'helpdesk'] },
  eve: { name: 'Eve Else', email: 'eve.else@example.com', email_verified: true, groups: ['everyone'] },
};
const groups = { helpdesk: { role: 'support', team: 'Voice support' } };

let organisation: OrganisationPortal;
beforeAll(async () => {
  organisation = await organisationPortal({ people: staff, groups, breakGlass: people.admin });
});
afterAll(() => organisation[Symbol.asyncDispose]());

const visitor = async (): Promise<Page> => {
  const { url, provider } = organisation;
  const { page } = await visit({ elsewhere: [url, provider] });
  await page.goto(`${url}/sign-in`);
  return page;
};

const signInThere = async (page: Page, who: keyof typeof staff): Promise<void> => {
  await page.getByRole('button', { name: 'Sign in with Example Corp' }).click();
  await page.getByLabel('Who are you?').fill(who);
  await page.getByRole('button', { name: 'Continue' }).click();
};

test('a person of a mapped group comes back signed in, in their team, and signing out ends both', async () => {
  const page = await visitor();
  expect(await page.getByLabel('Password').count()).toBe(0);
  expect(await violations(page)).toEqual([]);
  await signInThere(page, 'mia');
  await heading(page, 'VMs').waitFor();
  expect(await page.title()).toBe('VMs · Example Corp VMs');
  await page.getByRole('button', { name: 'Account menu of Mia Mapped' }).click();
  await page.getByText('Support, Voice support').waitFor();
  const deaf = page.waitForEvent('requestfailed', (request) => request.url().includes('deployments.onChange'));
  await page.route('**/api/auth/sign-out', async (route) => {
    await deaf;
    await route.continue();
  });
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out there' }).click();
  await page.waitForURL(/\/sign-in(\?|$)/);
  await page.getByRole('button', { name: 'Sign in with Example Corp' }).click();
  await page.getByLabel('Who are you?').waitFor();
});

test('the portal has the name, the logo and the accent of its organisation, in the light and in the dark', async () => {
  const page = await visitor();
  await heading(page, 'Example Corp VMs').waitFor();
  const logo = page.getByRole('main').locator('img');
  expect(await logo.evaluate((image) => [image.clientWidth, image.clientHeight])).toEqual([60, 24]);
  // Drawn: an address that leads to no picture has no size of its own.
  await expect.poll(() => logo.evaluate((image) => 'naturalWidth' in image && image.naturalWidth)).toBeGreaterThan(0);
  const address = await logo.evaluate((image) => 'src' in image && String(image.src));
  const keptBy = async (of: string) => (await page.request.get(of)).headers()['cache-control'];
  expect(await keptBy(`${address}`)).toContain('immutable');
  expect(await keptBy(`${address}x`), 'what another process calls by another version').toBe('no-store');
  const button = page.getByRole('button', { name: 'Sign in with Example Corp' });
  const background = () => button.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background()).toBe('rgb(0, 105, 92)');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).not.toBe('rgb(0, 105, 92)');
  expect(await violations(page, 'by colour')).toEqual([]);
});

test('a person of no mapped group is told so where they came from, and is not in', async () => {
  const page = await visitor();
  await signInThere(page, 'eve');
  await page.getByText('none of your groups may use the portal').waitFor();
  expect(new URL(page.url()).searchParams.get('sso')).toBe('sso_not_mapped');
  expect(await violations(page)).toEqual([]);
  await page.goto(`${organisation.url}/`);
  await page.waitForURL(/\/sign-in/);
});

test('the administrator for emergencies still signs in with a password', async () => {
  const page = await visitor();
  await page.getByRole('link', { name: 'Emergency sign-in with a password' }).click();
  await page.getByLabel('Password').waitFor();
  await signIn(page, people.admin);
  await heading(page, 'VMs').waitFor();
});
