/** Before a running VM is stopped, restarted or made anew: the portal asks once, and does it then or never. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { people } from './facts.ts';
import { chooseAction, comesToSay, expectFocus, ready, rowOf } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { visit } from './visitor.ts';

const NAME = 'somebody-works-on-it';
const lostConnection = /net::ERR_/;

const vm = sharedVm(people.lead, { name: NAME });

const question = (page: Page, action: string): Locator => page.getByRole('dialog', { name: `${action} ${NAME}?` });
const moreActions = (page: Page): Locator => page.getByRole('button', { name: `More actions for ${NAME}` });

/** What a page asks the portal to change. */
const changesAskedBy = (page: Page): readonly string[] => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(new URL(request.url()).pathname);
  });
  return asked;
};

test('a rebuild that is pressed without a network is not carried out when the network is back', async () => {
  const { page, context } = await visit({
    as: people.lead,
    path: `/deployments/${vm.made.id}`,
    provokes: [lostConnection],
  });
  await ready(page);
  await comesToSay(page.getByRole('main'), 'Live');
  await chooseAction(page, NAME, 'Rebuild');
  await context.setOffline(true);
  const asked = changesAskedBy(page);
  await question(page, 'Rebuild').getByRole('button', { name: 'Rebuild' }).click();
  await question(page, 'Rebuild').getByRole('alert').getByText('The portal could not be reached').waitFor();
  const whileOffline = asked.length;
  await page.keyboard.press('Escape');
  await question(page, 'Rebuild').waitFor({ state: 'hidden' });
  await context.setOffline(false);
  await comesToSay(page.getByRole('main'), 'Live');
  // The next change is asked for and answered: one that had waited would have gone before it.
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByText(`The lease of ${NAME} has a new end`).waitFor();
  expect(asked.slice(whileOffline)).toEqual(['/api/trpc/deployments.extend']);
  await comesToSay(page.getByRole('main'), 'Running');
});

test('what was typed to delete a VM stays when the portal cannot be reached', async () => {
  const { page, context } = await visit({
    as: people.lead,
    path: `/deployments/${vm.made.id}`,
    provokes: [lostConnection],
  });
  await ready(page);
  await page.getByRole('button', { name: 'Delete this VM' }).click();
  const typed = question(page, 'Delete').getByRole('textbox');
  await typed.fill(NAME);
  await context.setOffline(true);
  await question(page, 'Delete').getByRole('button', { name: 'Delete' }).click();
  await question(page, 'Delete').getByRole('alert').waitFor();
  expect(await typed.inputValue()).toBe(NAME);
  await page.keyboard.press('Escape');
});

test.each([
  ['Stop', 'Stop'],
  ['Reboot', 'Reboot'],
  ['Reset (hard)', 'Reset'],
])('%s is asked back once, with whose VM it is, and Escape leaves it as it is', async (item, action) => {
  const { page } = await visit({ as: people.admin, path: '/' });
  await ready(page);
  const asked = changesAskedBy(page);
  await chooseAction(page, NAME, item);
  await question(page, action).getByText('It belongs to Leo Lead').waitFor();
  await expectFocus(question(page, action).getByRole('button', { name: 'Leave it as it is' }));
  await page.keyboard.press('Escape');
  await question(page, action).waitFor({ state: 'hidden' });
  await expectFocus(moreActions(page));
  expect(asked).toEqual([]);
  await rowOf(page, NAME).getByText('Running', { exact: true }).waitFor();
});

test('its owner is asked too, and not told that it is hers', async () => {
  const { page } = await visit({ as: people.lead, path: `/deployments/${vm.made.id}` });
  await ready(page);
  await chooseAction(page, NAME, 'Stop');
  await question(page, 'Stop').getByText('cannot be reached until it is started again').waitFor();
  expect(await question(page, 'Stop').getByText('It belongs to').count()).toBe(0);
});
