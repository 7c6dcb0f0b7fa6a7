/** The console of a VM in the browser, through the relay, before the screen that the simulator draws. */
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { chooseAction, ready } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { visit } from './visitor.ts';

const NAME = 'has-a-screen';
const patience = { timeout: 30_000, interval: 100 };

const vm = sharedVm(people.lead, { name: NAME });

const screen = (page: Page) => page.getByLabel(`Screen of ${NAME}`);

/** How many pixels of the screen are brighter than its ground. */
const inked = (page: Page): Promise<number> =>
  screen(page).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.filter((value, at) => at % 4 === 0 && value > 128).length;
  });

const says = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor();

test('a person opens the console from the menu, sees the screen, types, and it ends when they sign out elsewhere', async () => {
  const { page, context } = await visit({ as: people.lead, path: '/', provokes: [/401|WebSocket|Connection closed/] });
  await ready(page);
  await chooseAction(page, NAME, 'Console');
  await says(page, 'Connected');
  await vi.waitUntil(async () => (await inked(page)) > 500, patience);
  const before = await inked(page);
  await page.keyboard.type('MMMM');
  await vi.waitUntil(async () => (await inked(page)) > before, patience);
  await page.getByRole('button', { name: 'Ctrl+Alt+Del' }).click();
  await page.getByRole('button', { name: 'Keys' }).click();
  await page.getByRole('menuitem', { name: 'F12', exact: true }).click();
  await page.getByRole('button', { name: 'Type text' }).click();
  await page.getByLabel('Text to type into the VM').fill('Hello, VM');
  expect(await violations(page), 'a console').toEqual([]);
  const typed = await inked(page);
  await page.getByRole('button', { name: 'Type it' }).click();
  await vi.waitUntil(async () => (await inked(page)) > typed, patience);

  await page.keyboard.press('Control+Alt+Home');
  expect(
    await page.getByRole('button', { name: 'Ctrl+Alt+Del' }).evaluate((button) => button === document.activeElement),
  ).toBe(true);

  const other = await context.newPage();
  await other.goto('/');
  await ready(other);
  const signedOut = await other.evaluate(
    async () =>
      (
        await fetch('/api/auth/sign-out', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        })
      ).status,
  );
  expect(signedOut).toBe(200);
  await page.waitForURL(/sign-in/);
});

test('the serial port of a VM is a terminal, one click from its screen', async () => {
  const { page } = await visit({ as: people.lead, path: `/deployments/${vm.made.id}/console` });
  await says(page, 'Connected');
  await page.getByRole('link', { name: 'Serial console' }).click();
  await page.getByText('starting serial terminal on interface serial0').first().waitFor();
  await says(page, 'Connected');
  await page.keyboard.type('echo hello');
  await page.getByText('> echo hello').first().waitFor();
  await page.getByRole('button', { name: 'Type text' }).click();
  await page.getByLabel('Text to type into the VM').fill(' again');
  await page.getByRole('button', { name: 'Type it' }).click();
  await page.getByText('> echo hello again').first().waitFor();
  expect(await violations(page), 'a serial console').toEqual([]);
  await page.getByRole('link', { name: 'Screen', exact: true }).click();
  await screen(page).waitFor();
});

test('a connection that breaks is made again with a new ticket, and a VM that is off offers none', async () => {
  const { page, network } = await visit({
    as: people.lead,
    path: `/deployments/${vm.made.id}/console`,
    provokes: [/./],
  });
  await says(page, 'Connected');
  network.cut();
  await page.getByText('Connection lost, connecting again …').waitFor();
  network.restore();
  await says(page, 'Connected');
  await vm.owner.stop(vm.made.id);
  await page
    .getByText('The console shows a VM that is on. Start it first.')
    .or(page.getByText('The VM is off. Start it first.'))
    .first()
    .waitFor();
  expect(await violations(page), 'a console that has ended').toEqual([]);
  await page.getByRole('link', { name: 'To the VM', exact: true }).click();
  await page.getByRole('button', { name: 'Open the console' }).click({ force: true });
  await page.getByText('The console is there once the VM is on.').waitFor();
});
