/** What an administrator does about VMs that do not prove to be the portal's, and about those that nobody accounts for. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { card, comesToSay, expectFocus, heading, ready, statusBecomes } from './pages.ts';
import { Session } from './session.ts';
import { cluster } from './simulated-cluster.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const NAME = 'taken-by-somebody';
const REASON = 'Agreed with the customer in CASE-4711.';

const vmNamed = async (name: string) => (await cluster.snapshot()).vms.find(({ config }) => config.name === name);

const row = (page: Page, property: string) =>
  card(page, NAME)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: property }) });

async function settle(page: Page, action: string, reason: string): Promise<void> {
  await page.getByRole('button', { name: `${action} ${NAME}` }).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(`^${action} the VM`) });
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: action }).click();
  await dialog.waitFor({ state: 'hidden' });
}

test('a VM that lost its ownership tag is compared with its record, adopted with a reason, and later destroyed with its tag', async () => {
  const admin = await Session.of(people.admin);
  const { id } = await admin.create({ template: 'debian-13', name: NAME });
  await admin.until(NAME, 'running');
  const vmid = Number((await vmNamed(NAME))?.vmid);
  await cluster.updateConfig(vmid, { description: 'Belongs to the customer now.', tags: 'customer' });
  await admin.until(NAME, 'quarantined');

  const { page } = await visit({ as: people.admin, path: `/deployments/${id}` });
  await ready(page);
  const connect = card(page, 'Connect');
  await connect.getByText('It is not certain that this VM is still').waitFor();
  expect(await connect.locator('code').count()).toBe(0);
  expect(await connect.getByRole('button').allTextContents()).toEqual(['Open the console']);
  expect(await connect.getByRole('button').isEnabled()).toBe(false);
  await card(page, 'Lease').getByText('On hold').waitFor();
  await page.getByRole('link', { name: 'Compare both sides in the quarantine' }).click();
  await heading(page, 'Quarantine').waitFor();
  await row(page, 'Ownership tag').getByText('Differs').waitFor();
  expect(await row(page, 'Tags').textContent()).toContain('customer');
  expect(await row(page, 'Node').getByText('Differs').count()).toBe(0);
  expect(await page.getByRole('button', { name: `Destroy ${NAME}` }).isDisabled()).toBe(true);
  await page.getByText('nothing proves that it may be destroyed').waitFor();
  await expectUsable(page);

  await page.getByRole('button', { name: `Adopt ${NAME}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Adopt' }).click();
  await page.getByText('Say why, in a few words.').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await settle(page, 'Adopt', REASON);
  await comesToSay(page.getByRole('main'), 'Nothing in quarantine');
  await expectFocus(page.getByRole('heading', { name: 'In quarantine', exact: true }));
  await page.goto(`/deployments/${id}`);
  await statusBecomes(page, 'Running');
  await comesToSay(card(page, 'Operations'), 'Taking it over');
  expect(String((await vmNamed(NAME))?.config.description)).toContain('Belongs to the customer now.');

  await cluster.retagVm(vmid, ['customer']);
  await statusBecomes(page, 'Quarantined');
  await page.goto('/admin/quarantine');
  await ready(page);
  await row(page, 'Tags').getByText('Differs').waitFor();
  await settle(page, 'Destroy', REASON);
  await comesToSay(page.getByRole('main'), 'Nothing in quarantine');
  await expect.poll(() => vmNamed(NAME)).toBeUndefined();
});

test('an auditor sees an orphan come and go, with its age and size and what to do about it', async () => {
  const { page } = await visit({ as: people.auditor, path: '/admin/orphans' });
  await page.getByText('No orphans').waitFor();
  const vmid = 4444;
  await cluster.createVm({
    vmid,
    node: 'pve2',
    name: 'left-over-from-a-test-that-nobody-remembers-any-more',
    running: true,
    pool: 'support-portal',
    disks: [{ key: 'scsi0', storage: 'ceph-vm', sizeGiB: 12 }],
    config: { cores: 2, memory: '2048' },
  });
  const orphan = page.getByRole('row').filter({ hasText: 'left-over-from-a-test' });
  await orphan.waitFor();
  for (const text of [
    'VMID 4444',
    'demo · pve2',
    '2 vCPUs · 2 GiB · 12 GiB disk',
    'Running',
    'bears no ownership tag',
  ]) {
    await orphan.getByText(text).first().waitFor();
  }
  await page.getByText('What to do in Proxmox VE').waitFor();
  await expectUsable(page);
  await cluster.removeVm(vmid);
  await comesToSay(page.getByRole('main'), 'No orphans');

  await page.goto('/admin/quarantine');
  await page.getByText('Nothing in quarantine').waitFor();
  await expectUsable(page);
});
