import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { dayMs } from '../packages/types/src/hours.ts';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import {
  card,
  chooseAction,
  chooseAndConfirm,
  comesToSay,
  heading,
  rowOf,
  signIn,
  statusBecomes,
  step,
  typeAndDelete,
} from './pages.ts';
import { cluster } from './simulated-cluster.ts';
import { visit } from './visitor.ts';

const NAME = 'bench-for-case-4711';

afterEach(() => cluster.clearFaults());

test('a person signs in, gets a VM, uses it and deletes it, and both open pages follow by themselves', async () => {
  const { page, context } = await visit({ path: '/' });
  await signIn(page, people.desktop);
  await page.getByText('No VM yet').waitFor();
  expect(await violations(page), 'the empty dashboard').toEqual([]);
  const dashboard = await context.newPage();
  await dashboard.goto('/');

  await createHeldUp(page);
  await comesToSay(rowOf(dashboard, NAME), 'Provisioning');
  await cluster.clearFaults();
  await becomesReachable(page, dashboard);
  await tellsOnOpenPages(dashboard);

  await stopAndStart(page, dashboard);
  await reboot(page, dashboard);
  await extendByADayAndToADate(page);
  await editAndMakeAnother(page);
  await deleteForGood(page, dashboard);
});

/** The clone is held, so that what is under way can be looked at. */
async function createHeldUp(page: Page): Promise<void> {
  await cluster.hangTask({ type: 'qmclone' });
  await page.getByRole('link', { name: 'Create a VM' }).first().click();
  await page.getByRole('link', { name: 'Create a VM from Debian 13' }).click();
  await page.getByLabel('Ticket').fill('CASE-4711');
  await expect.poll(() => page.getByRole('textbox', { name: 'Name' }).inputValue()).toContain('case-4711');
  await page.getByRole('textbox', { name: 'Name' }).fill(NAME);
  await page.getByLabel('Purpose').fill('Calls drop after thirty seconds');
  await page.getByRole('button', { name: 'Create VM' }).click();

  await heading(page, NAME).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/deployments\/[0-9a-f-]{36}$/);
  await statusBecomes(page, 'Provisioning');
  await step(page, 'Clone the template', 'under way').waitFor();
  await step(page, 'Reserve an id', 'done').waitFor();
  await step(page, 'Wait for an address', 'still to come').waitFor();
  expect(await card(page, 'Details').textContent()).toContain('CASE-4711');
}

async function becomesReachable(page: Page, dashboard: Page): Promise<void> {
  await statusBecomes(page, 'Running');
  await step(page, 'Wait for an address', 'done').waitFor();
  await comesToSay(rowOf(dashboard, NAME), 'Running');
  const connect = card(page, 'Connect');
  const address = String(await connect.locator('code').first().textContent());
  expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  await connect.getByText(`ssh support@${address}`).waitFor();
  await connect.getByRole('button', { name: `Copy ${address}`, exact: true }).waitFor();
  await comesToSay(rowOf(dashboard, NAME), address);
}

/** The bell of a page that was open all along says so, and the message leads to the VM, which reads it. */
async function tellsOnOpenPages(dashboard: Page): Promise<void> {
  const told = dashboard.getByRole('listitem').filter({ hasText: `${NAME} is ready` });
  await dashboard.getByRole('link', { name: /^Messages, \d+ unread$/ }).click();
  await told.getByText('Unread:').waitFor();
  expect(await violations(dashboard), 'the messages').toEqual([]);
  await told.getByRole('link', { name: `${NAME} is ready` }).click();
  await heading(dashboard, NAME).waitFor();
  await dashboard.goto('/messages');
  await told.waitFor();
  expect(await told.getByText('Unread:').count()).toBe(0);
  await dashboard.goto('/');
}

async function stopAndStart(page: Page, dashboard: Page): Promise<void> {
  await chooseAndConfirm(page, NAME, 'Stop');
  await statusBecomes(page, 'Stopped');
  await comesToSay(rowOf(dashboard, NAME), 'Stopped');
  await rowOf(dashboard, NAME)
    .getByRole('button', { name: `Start ${NAME}` })
    .click();
  await comesToSay(rowOf(dashboard, NAME), 'Running');
  await statusBecomes(page, 'Running');
}

async function reboot(page: Page, dashboard: Page): Promise<void> {
  await cluster.hangTask({ type: 'qmreboot' });
  await chooseAndConfirm(page, NAME, 'Reboot');
  await statusBecomes(page, 'Rebooting');
  await comesToSay(rowOf(dashboard, NAME), 'Rebooting');
  await cluster.clearFaults();
  await statusBecomes(page, 'Running');
}

async function extendByADayAndToADate(page: Page): Promise<void> {
  const lease = card(page, 'Lease');
  const stops = async () => Date.parse((await lease.locator('time').first().getAttribute('datetime')) ?? '');
  const minuteMs = 60_000;
  const before = await stops();
  await lease.getByRole('button', { name: '+1 day' }).click();
  await expect.poll(stops).toBe(before + dayMs);
  const until = Math.floor(before / minuteMs) * minuteMs + 2 * dayMs;
  const offsetMs = (await page.evaluate((at) => new Date(at).getTimezoneOffset(), until)) * minuteMs;
  await lease.getByLabel('Extend until').fill(new Date(until - offsetMs).toISOString().slice(0, 16));
  await lease.getByRole('button', { name: 'Extend', exact: true }).click();
  await expect.poll(stops).toBe(until);
}

async function editAndMakeAnother(page: Page): Promise<void> {
  const details = card(page, 'Details');
  await details.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: `Details of ${NAME}`, exact: true });
  await dialog.getByLabel('Customer').fill('Acme Ltd');
  await dialog.getByLabel('Tags').fill('VoIP, urgent');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await comesToSay(details, 'Acme Ltd');

  await details.getByRole('link', { name: 'voip' }).click();
  await page.getByRole('button', { name: 'Tag “voip”' }).waitFor();
  await chooseAction(page, NAME, 'Make another like this');
  await heading(page, 'Create: Debian 13').waitFor();
  for (const [field, value] of [
    ['Ticket', 'CASE-4711'],
    ['Customer', 'Acme Ltd'],
    ['Tags', 'voip urgent'],
  ] as const) {
    expect(await page.getByLabel(field).inputValue()).toBe(value);
  }
  await page.goBack();
  await rowOf(page, NAME).getByRole('link', { name: NAME }).click();
  await heading(page, NAME).waitFor();
}

async function deleteForGood(page: Page, dashboard: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete this VM' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${NAME}?` });
  await dialog.getByRole('textbox').fill('something-else');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText('This is not the name of the VM.').waitFor();
  await typeAndDelete(page, NAME);
  await statusBecomes(page, 'Deleted');
  await rowOf(dashboard, NAME).waitFor({ state: 'detached' });
  await dashboard.getByText('No VM yet').waitFor();
  const { vms } = await cluster.snapshot();
  expect(vms.filter((vm) => vm.config.name === NAME)).toEqual([]);
}
