import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { card, chooseAction, expectFocus, statusBecomes, step } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { cluster } from './simulated-cluster.ts';
import { visit } from './visitor.ts';

const NAME = 'tries-an-upgrade';
const LABEL = 'before the upgrade';

const vm = sharedVm(people.admin, { name: NAME });
afterEach(() => cluster.clearFaults());

test('a person keeps a state of the VM, goes back to it, suspends and resumes it, and rebuilds it', async () => {
  const { page } = await visit({ as: people.admin, path: `/deployments/${vm.made.id}` });
  await keepAState(page);
  await goBack(page);
  await suspendAndResume(page);
  await removeAnother(page);
  await resetHard(page);
  await rebuild(page);
});

const snapshots = (page: Page) => card(page, 'Snapshots');
const wayBackTo = (page: Page, label: string) => snapshots(page).getByRole('button', { name: `Go back to ${label}` });

async function make(page: Page, label: string): Promise<void> {
  await snapshots(page).getByLabel('What the new snapshot is for').fill(label);
  await snapshots(page).getByRole('button', { name: 'Make a snapshot' }).click();
}

async function keepAState(page: Page): Promise<void> {
  await snapshots(page).getByText('0 of 3').waitFor();
  await cluster.hangTask({ type: 'qmsnapshot' });
  await make(page, LABEL);
  await statusBecomes(page, 'Making a snapshot');
  await snapshots(page).getByText('Being made', { exact: true }).waitFor();
  await expectFocus(snapshots(page).getByRole('heading'));
  expect(await wayBackTo(page, LABEL).isDisabled()).toBe(true);
  await cluster.clearFaults();
  await statusBecomes(page, 'Running');
  await snapshots(page).getByText('1 of 3').waitFor();
  expect(await violations(page), 'a VM with a snapshot').toEqual([]);
}

async function goBack(page: Page): Promise<void> {
  await wayBackTo(page, LABEL).click();
  const dialog = page.getByRole('dialog', { name: `Go back to “${LABEL}”?` });
  await dialog.getByText('Everything written to them since then is lost.').waitFor();
  expect(await violations(page), 'the question before a way back').toEqual([]);
  await dialog.getByRole('button', { name: 'Go back' }).click();
  await expectFocus(snapshots(page).getByRole('heading'));
  await step(page, 'Go back to the snapshot', 'done').waitFor();
  await step(page, 'Wait for an address', 'done').waitFor();
  await statusBecomes(page, 'Running');
}

async function suspendAndResume(page: Page): Promise<void> {
  await chooseAction(page, NAME, 'Suspend');
  await statusBecomes(page, 'Suspended');
  await card(page, 'Connect').getByText('Resume it to connect.').waitFor();
  await page.getByRole('button', { name: `Resume ${NAME}` }).click();
  await statusBecomes(page, 'Running');
}

async function removeAnother(page: Page): Promise<void> {
  await make(page, 'by mistake');
  await wayBackTo(page, 'by mistake').waitFor();
  await snapshots(page).getByRole('button', { name: 'Remove by mistake' }).click();
  await page.getByRole('dialog', { name: 'Remove “by mistake”?' }).getByRole('button', { name: 'Remove' }).click();
  await wayBackTo(page, 'by mistake').waitFor({ state: 'detached' });
  await statusBecomes(page, 'Running');
}

async function resetHard(page: Page): Promise<void> {
  await chooseAction(page, NAME, 'Reset (hard)');
  const dialog = page.getByRole('dialog', { name: `Reset ${NAME}?` });
  await dialog.getByText('What its programs have not saved is lost.').waitFor();
  await dialog.getByRole('button', { name: 'Reset' }).click();
  await step(page, 'Reset', 'done').waitFor();
  await statusBecomes(page, 'Running');
}

async function rebuild(page: Page): Promise<void> {
  await cluster.hangTask({ type: 'qmdestroy' });
  await chooseAction(page, NAME, 'Rebuild');
  const dialog = page.getByRole('dialog', { name: `Rebuild ${NAME}?` });
  await dialog.getByText(LABEL).waitFor();
  expect(await violations(page), 'the question before a rebuild').toEqual([]);
  await dialog.getByRole('button', { name: 'Rebuild' }).click();
  await statusBecomes(page, 'Rebuilding');
  await step(page, 'Delete the VM', 'under way').waitFor();
  await step(page, 'Clone the template', 'still to come').waitFor();
  await cluster.clearFaults();
  await step(page, 'Ready', 'done').waitFor();
  await statusBecomes(page, 'Running');
  await snapshots(page).getByText('0 of 3').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/deployments/${vm.made.id}`);
  const { vms } = await cluster.snapshot();
  expect(vms.filter((vm) => vm.config.name === NAME)).toHaveLength(1);
}
