/** Another size for a VM that runs, and a schedule: asked for in a form, and told on the page. */
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { card, chooseAction, chooseAndConfirm, comesToSay, expectFocus, ready, statusBecomes } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { visit } from './visitor.ts';

const NAME = 'outgrows-its-size';

const vm = sharedVm(people.admin, { name: NAME });

test('a person gives a running VM more, reads that a restart is needed, and restarts it', async () => {
  const { page } = await visit({ as: people.admin, path: `/deployments/${vm.made.id}` });
  await ready(page);
  await chooseAction(page, NAME, 'Resize');
  const dialog = page.getByRole('dialog', { name: `Resize ${NAME}` });
  await dialog.getByText('once it is stopped and started, or rebooted, here').waitFor();
  const processors = dialog.getByLabel('Processors');
  await processors.fill('1025');
  await dialog.getByText('This template allows').waitFor();
  await processors.fill('3');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Resize' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await expectFocus(page.getByRole('button', { name: `More actions for ${NAME}` }));
  await page.getByText('Its new size takes effect').first().waitFor();
  await statusBecomes(page, 'Running');
  await comesToSay(card(page, 'Details'), '3 vCPUs');
  await chooseAndConfirm(page, NAME, 'Reboot');
  await expect.poll(() => page.getByText('Its new size takes effect').filter({ visible: true }).count()).toBe(0);
  await statusBecomes(page, 'Running');
});

test('its schedule is set on its page, which says what comes next, on whose clock', async () => {
  const { page } = await visit({ as: people.admin, path: `/deployments/${vm.made.id}` });
  await ready(page);
  await card(page, 'Schedule').getByRole('button', { name: 'Set a schedule' }).click();
  const dialog = page.getByRole('dialog', { name: `Schedule of ${NAME}`, exact: true });
  await dialog.getByLabel('Time zone').selectOption('Asia/Tokyo');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await card(page, 'Schedule').getByText('(Asia/Tokyo)').waitFor();
  await expectFocus(card(page, 'Schedule').getByRole('button', { name: 'Change' }));
});
