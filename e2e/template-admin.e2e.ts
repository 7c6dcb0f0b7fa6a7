/** An administrator's work with templates: registering one from what the cluster shows, a version, a check, and the end. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { people } from './facts.ts';
import { card, comesToSay, expectFocus, heading, isFocused, ready, statusBecomes } from './pages.ts';
import { Session } from './session.ts';
import { cluster } from './simulated-cluster.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'Debian for tests';

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

const toSeeTheTemplate = async (page: Page): Promise<void> => {
  await page
    .getByRole('main')
    .getByRole('option', { name: /^9004 · tmpl-debian-13/ })
    .waitFor({ state: 'attached' });
};

test('an administrator registers a template that the cluster shows, publishes a version, checks it and takes it off', async () => {
  const provokes = [/400 .*templates\.register/];
  const { page } = await visit({ as: people.admin, path: '/admin/templates', provokes });
  await page.getByRole('link', { name: 'Register a template' }).click();
  await heading(page, 'Register a template').waitFor();
  await ready(page);

  await field(page, 'Cluster').selectOption({ label: 'demo' });
  await toSeeTheTemplate(page);
  await field(page, 'Template in Proxmox VE').selectOption('9004');
  expect(await field(page, 'Disk').inputValue()).toBe('scsi0');
  // What every VM would have from the template is said before anything is saved.
  const usesCloudInit = page.getByRole('checkbox', { name: /^Cloud-init/ });
  const warned = page.getByText('cloud_init_unused');
  expect(await warned.count()).toBe(0);
  await usesCloudInit.uncheck();
  await warned.waitFor();
  await page.getByText('Every VM gets the user, keys and password that stand in the template.').waitFor();
  await page.getByText(/^What to do: Switch cloud-init on here/).waitFor();
  await expectUsable(page);
  await usesCloudInit.check();
  await warned.waitFor({ state: 'detached' });
  await field(page, 'Name').fill(NAME);
  await field(page, 'Slug').fill('debian-for-tests');
  await field(page, 'Summary').fill('A small machine.');
  await field(page, 'Description').fill('For the tests of the portal.');
  await field(page, 'What you get').fill('SSH on port 22');
  await page.getByRole('group', { name: 'Disk in GiB' }).getByLabel('Least').fill('4');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText(/has 8 GiB on scsi0, more than the smallest size offered/).waitFor();
  await expectUsable(page);
  await page.getByRole('group', { name: 'Disk in GiB' }).getByLabel('Least').fill('8');
  await page.getByRole('button', { name: 'Register' }).click();
  await heading(page, NAME).waitFor();
  await comesToSay(page.getByRole('main'), 'On offer');

  await page.getByRole('link', { name: 'Publish a version' }).click();
  await heading(page, `${NAME}: version 2`).waitFor();
  await ready(page);
  await field(page, 'Summary').fill('A small machine, and a better one.');
  const kept = 'Stop the VM, and keep it until somebody extends or deletes it';
  await field(page, 'At the end of the lease').selectOption(kept);
  await page.getByRole('spinbutton', { name: 'Grace' }).waitFor({ state: 'detached' });
  await page.getByRole('group', { name: 'Restoring deleted VMs' }).getByLabel('Hours').fill('48');
  await expectUsable(page);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await comesToSay(card(page, 'Versions'), 'Version 2');
  await card(page, 'Versions').getByText(kept).waitFor();
  await card(page, 'Versions').getByText('Restoring deleted VMs').waitFor();
  await card(page, 'Versions').getByText('Version 1', { exact: true }).waitFor();

  const check = page.getByRole('button', { name: 'Check now' });
  // It is over within seconds: its clone is held until the page has shown that it is going on.
  await cluster.hangTask({ type: 'qmclone' });
  await check.click();
  const checks = card(page, 'Checks');
  await comesToSay(checks, 'Under way');
  await cluster.clearFaults();
  await comesToSay(checks, 'Passed');
  await expectFocus(check);
  await checks.getByText(/^ready in/).waitFor();
  await expectUsable(page);

  const more = page.getByRole('button', { name: `More actions for ${NAME}` });
  await more.click();
  await page.getByRole('menuitem', { name: 'Deprecate…' }).click();
  const dialog = page.getByRole('dialog', { name: `Deprecate ${NAME}?` });
  await dialog.getByRole('textbox').fill('Use Debian 13 instead.');
  await dialog.getByRole('button', { name: 'Deprecate' }).click();
  await comesToSay(page.getByRole('main'), 'Deprecated');

  await page.getByRole('link', { name: 'Publish a version' }).click();
  await heading(page, `${NAME}: version 3`).waitFor();
  await ready(page);
  await field(page, 'Summary').fill('The last of its kind.');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText(`Version 3 of ${NAME} is published; the template is still deprecated`).waitFor();

  await page.getByRole('button', { name: 'Put back on offer' }).click();
  await comesToSay(page.getByRole('main'), 'On offer');
  await expectFocus(more);
});

test('a VM of it is kept when it is deleted, restored, and deleted for good', async () => {
  const name = 'comes-back';
  const admin = await Session.of(people.admin);
  const { id } = await admin.create({ template: 'debian-for-tests', name });
  await admin.until(name, 'running');
  const { page } = await visit({ as: people.admin, path: `/deployments/${id}` });
  await ready(page);
  const question = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Delete this VM' }).click();
  await question.getByText(/^The VM is stopped now\. It can be restored until/).waitFor();
  await question.getByRole('button', { name: 'Delete' }).click();
  await statusBecomes(page, 'In the bin');
  await page.getByText(/^This VM was deleted\./).waitFor();
  await expectUsable(page);
  await page.getByRole('button', { name: `Restore ${name}` }).click();
  await statusBecomes(page, 'Stopped');
  await expectFocus(page.getByRole('button', { name: `Start ${name}` }));

  await admin.delete(id);
  await page.getByRole('button', { name: 'Delete this VM now' }).click();
  await question.getByRole('textbox').fill(name);
  await question.getByRole('button', { name: 'Delete now' }).click();
  await statusBecomes(page, 'Deleted');
});

test('who asks again for what could not be shown keeps the keyboard’s place, while it is fetched and once it is there', async () => {
  const provokes = [/net::ERR_FAILED/, /^TRPCClientError/];
  const { page } = await visit({ as: people.admin, path: '/admin/templates/new', provokes });
  await ready(page);
  const asks = '**/api/trpc/*clusters.templates*';
  await page.route(asks, (route) => route.abort());
  await field(page, 'Cluster').selectOption({ label: 'demo' });
  const again = page.getByRole('button', { name: 'Try again' });
  await again.press('Enter');
  await expect.poll(() => again.getAttribute('aria-busy')).toBe('true');
  expect(await isFocused(again)).toBe(true);
  await page.unroute(asks);
  await toSeeTheTemplate(page);
  await again.waitFor({ state: 'detached' });
  expect(await isFocused(page.locator('body'))).toBe(false);
});

test('a template that fails its check says so to everybody, and cannot be chosen until it works again', async () => {
  const admin = await visit({ as: people.admin, path: '/admin/templates' });
  await cluster.failTask({ type: 'qmclone', exitstatus: 'clone failed: base volume is gone' });
  await admin.page.getByRole('link', { name: 'Ubuntu 26.04 log workbench' }).click();
  await ready(admin.page);
  await admin.page.getByRole('button', { name: 'Check now' }).click();
  await comesToSay(admin.page.getByRole('main'), 'Switched off');

  const { page } = await visit({ as: people.desktop, path: '/templates' });
  const offer = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: 'Ubuntu 26.04 log workbench' }) });
  await offer.getByText(/base volume is gone/).waitFor();
  expect(await offer.getByRole('button', { name: 'Create a VM from Ubuntu 26.04 log workbench' }).isDisabled()).toBe(
    true,
  );
  await expectUsable(page);

  await admin.page.getByRole('button', { name: 'Check now' }).click();
  await comesToSay(admin.page.getByRole('main'), 'On offer');
  await page.reload();
  await offer.getByRole('link', { name: 'Create a VM from Ubuntu 26.04 log workbench' }).waitFor();
});

test('an auditor sees the templates’ versions and checks, and no way to change them', async () => {
  const { page } = await visit({ as: people.auditor, path: '/admin/templates', provokes: [/status of 404/] });
  expect(await page.getByRole('link', { name: 'Register a template' }).count()).toBe(0);
  await expectUsable(page);
  await page.getByRole('link', { name: 'Asterisk PBX' }).click();
  await card(page, 'Versions').getByText('Version 1', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Check now' }).count()).toBe(0);
  await page.goto('/admin/templates/new');
  await heading(page, 'There is nothing here').waitFor();
});
