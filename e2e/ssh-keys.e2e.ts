/** SSH keys that are kept: with one's account, or when a VM is asked for, and offered for the next VM. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { card, heading, ready } from './pages.ts';
import { visit } from './visitor.ts';

const ofDesk = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFAFzZ5RKGq2prEqVuVxJBesAlWUNx2Aq3qKqiHOCDc dana@desk';
const ofLaptop = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFAFzZ5RKGq2prEqVuVxJBesAlWUNx2Aq3qKqiHOCAB dana@laptop';

const createPage = async (page: Page): Promise<void> => {
  await page.goto('/templates');
  await page.getByRole('link', { name: 'Create a VM from Debian 13' }).click();
  await heading(page, /Debian 13/).waitFor();
};

test('a key is kept, chosen for a VM beside another, which is kept as well, and forgotten', async () => {
  const { page } = await visit({ as: people.lead, path: '/account/profile', provokes: [/status of 400/] });
  const keys = card(page, 'SSH keys');
  await keys.getByLabel('Public key').fill('no key at all');
  await keys.getByRole('button', { name: 'Keep this key' }).click();
  await keys.getByText('Paste one OpenSSH public key a line').waitFor();
  await keys.getByLabel('Public key').fill(ofDesk);
  await keys.getByRole('button', { name: 'Keep this key' }).click();
  await keys.getByRole('heading', { name: 'dana@desk' }).waitFor();
  expect(await violations(page)).toEqual([]);

  await createPage(page);
  await page.getByLabel('Other SSH keys').fill(ofLaptop);
  await page.getByRole('checkbox', { name: 'dana@desk' }).check();
  expect(await page.getByRole('checkbox', { name: 'Keep for my next VMs' }).isChecked()).toBe(true);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Create VM' }).click();
  await card(page, 'Details').waitFor();

  await createPage(page);
  await page.getByRole('checkbox', { name: 'dana@laptop' }).waitFor();
  await page.goto('/account/profile');
  await ready(page);
  const desk = keys.getByRole('listitem').filter({ hasText: 'dana@desk' });
  await desk.waitFor();
  expect(await keys.getByRole('listitem').allTextContents()).toEqual([
    expect.not.stringContaining('Never'),
    expect.not.stringContaining('Never'),
  ]);
  await desk.getByRole('button', { name: 'Forget' }).click();
  await desk.waitFor({ state: 'detached' });
});
