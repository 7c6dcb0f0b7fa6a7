import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { people } from './facts.ts';
import { card, comesToSay, expectFocus, heading, ready, signIn } from './pages.ts';
import { createByRest, deleteByRest, ownDeployments } from './rest.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

async function openForm(template: string): Promise<Page> {
  const { page } = await visit({ as: people.voice, path: `/templates/${template}/create` });
  await ready(page);
  return page;
}
const submit = (page: Page): Locator => page.getByRole('button', { name: 'Create VM' });
const textField = (page: Page, label: string): Locator => page.getByRole('textbox', { name: label });
const numberField = (page: Page, label: string): Locator => page.getByRole('spinbutton', { name: label });

/** What the field is described by, for whoever cannot see where the words stand. */
const wordsOf = (control: Locator): Promise<string> =>
  control.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' '),
  );

afterAll(async () => {
  for (const { id } of await ownDeployments()) await deleteByRest(id);
});

test('what one has to know is read before choosing, and again above the form, with the dates of the stop and the deletion', async () => {
  const caveat = /cut off from the internet/;
  const { page } = await visit({ as: people.voice, path: '/templates' });
  const offer = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Windows 10' }) });
  await ready(page);
  await offer.getByText('Good to know').click();
  await offer.getByText(caveat).waitFor();
  await expectUsable(page);
  await offer.getByRole('link', { name: /^Create a VM from/ }).click();
  await page.getByRole('main').getByText(caveat).waitFor();
  await page
    .getByRole('region', { name: 'Summary' })
    .getByText(/^Stops .+ 20\d\d.+, deleted .+ 20\d\d.+ \(UTC\)\.$/)
    .waitFor();
});

test('a double click on Create makes one VM', async () => {
  const page = await openForm('debian-13');
  await textField(page, 'Name').fill('made-once');
  await submit(page).dblclick();
  await heading(page, 'made-once').waitFor();
  expect((await ownDeployments()).map(({ name }) => name)).toEqual(['made-once']);
});

test('a limit is shown with its figures before anything is sent, and when it is reached elsewhere meanwhile', async () => {
  const page = await openForm('win11-support');
  await page.getByRole('radio', { name: 'Custom' }).check();
  await numberField(page, 'Memory').fill('32');
  expect(await submit(page).isEnabled()).toBe(true);
  await createByRest({ name: 'takes-the-memory', templateId: 'win11-support', memoryMiB: 32_768 });
  await page.getByText(/Your role may hold 48 GiB of memory; you hold \d+ and you ask for 32\./).waitFor();
  expect(await submit(page).isDisabled()).toBe(true);
  expect(await wordsOf(submit(page))).toContain('Your role may hold 48 GiB of memory');
  // All that is wrong is said at once, whatever the limits say.
  await textField(page, 'Name').fill('Not A Host Name');
  await textField(page, 'Purpose').fill('x'.repeat(501));
  await submit(page).click({ force: true });
  await expectFocus(textField(page, 'Purpose'));
  expect(await wordsOf(textField(page, 'Purpose'))).toContain('At most 500 characters.');
  expect(await wordsOf(textField(page, 'Name'))).toContain('Use lower-case letters, digits and hyphens');
  await textField(page, 'Purpose').fill('');
  await textField(page, 'Name').fill('a-host-name');
  await submit(page).click({ force: true });
  expect((await ownDeployments()).map(({ name }) => name)).not.toContain('a-host-name');
  // What the template forbids is no matter of the role.
  await numberField(page, 'Memory').fill('512');
  await expect.poll(() => wordsOf(numberField(page, 'Memory'))).toContain('This template allows 4 to 32.');
  expect(await page.getByText(/Your role may hold .+ of memory/).count()).toBe(0);
  await numberField(page, 'Memory').fill('8');
  await expect.poll(() => submit(page).isEnabled()).toBe(true);
});

test('a VM that a limit stands in the way of waits for more of it, and is there once the lead approves', async () => {
  const page = await openForm('win11-support');
  const name = 'waits-for-more';
  await textField(page, 'Name').fill(name);
  await page.getByRole('radio', { name: 'Custom' }).check();
  await numberField(page, 'Memory').fill('32');
  await page.getByRole('button', { name: 'Ask for more' }).click();
  await textField(page, 'How much').fill('80');
  await textField(page, 'Why').fill('Two faults at once.');
  await expectUsable(page);
  await page.getByRole('button', { name: 'Send' }).click();
  await heading(page, 'Requests').waitFor();
  await page.getByText(`VM ${name}, from Windows 11 support client. It is created with the approval.`).waitFor();
  const { page: lead } = await visit({ as: people.lead, path: '/requests' });
  await ready(lead);
  // Figures keep together with their units by a space that does not break.
  await lead.getByText(/^Memory: 80\sGiB instead of 48\sGiB, for 7 days$/).waitFor();
  await expectUsable(lead);
  await lead.getByRole('button', { name: /^Decide on the request of Sam Support/ }).click();
  await lead.getByRole('combobox', { name: 'For how long' }).selectOption('1 day');
  await lead.getByRole('button', { name: 'Approve' }).click();
  await lead.getByText('Nobody waits for a decision.').waitFor();
  await page.getByRole('link', { name: 'Open the VM' }).click();
  await heading(page, name).waitFor();
});

test('what was written is still there after a reload, after Back and after a new sign-in, and for nobody else', async () => {
  const path = '/templates/debian-13/create';
  const { page, context } = await visit({ as: people.voice, path });
  await ready(page);
  await textField(page, 'Purpose').fill('A reproduction that takes a while to describe');
  await page.getByRole('radio', { name: 'Custom' }).check();
  await numberField(page, 'Processors').fill('3');
  const expectKept = async (): Promise<void> => {
    await expect.poll(() => textField(page, 'Purpose').inputValue()).toContain('takes a while');
    await expect.poll(() => numberField(page, 'Processors').inputValue()).toBe('3');
  };
  await page.reload();
  await expectKept();
  await page.goto('/templates');
  await page.goBack();
  await expectKept();
  // Signed out while no page is open, which would leave for sign-in by itself.
  const signedOut = async (): Promise<void> => {
    await page.goto('about:blank');
    await context.clearCookies();
    await page.goto(path);
  };
  await signedOut();
  await signIn(page, people.voice);
  await heading(page, 'Create: Debian 13').waitFor();
  await expectKept();
  await signedOut();
  await signIn(page, people.lead);
  await heading(page, 'Create: Debian 13').waitFor();
  await ready(page);
  expect(await textField(page, 'Purpose').inputValue()).toBe('');
});

test('an administrator creates a VM for a colleague, whose it is from the start', async () => {
  const { page } = await visit({ as: people.admin, path: '/templates/debian-13/create' });
  await ready(page);
  const owner = page.getByLabel('Whose it will be');
  await owner.selectOption(await page.getByRole('option', { name: 'Sam Support (' }).getAttribute('value'));
  await page.getByText('It counts in the limits of its owner').waitFor();
  await page.getByRole('radio', { name: /^Small/ }).check();
  await textField(page, 'Name').fill('made-for-sam');
  await submit(page).click();
  await heading(page, 'made-for-sam').waitFor();
  await comesToSay(card(page, 'Details'), 'Sam Support, Voice support');
  await comesToSay(card(page, 'Details'), '0.5 GiB');
});
