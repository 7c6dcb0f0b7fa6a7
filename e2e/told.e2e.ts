/** What a person is told without asking: why it is so, that it moved, and that nobody knows. And her place at the keyboard. */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dayMs } from '../packages/types/src/hours.ts';
import { people } from './facts.ts';
import { card, chooseAndConfirm, comesToSay, expectFocus, ready, rowOf } from './pages.ts';
import { createByRest, deleteByRest, ownDeployments } from './rest.ts';
import { Session } from './session.ts';
import { cluster } from './simulated-cluster.ts';
import { visit } from './visitor.ts';

/** As many as are cloned at once from one storage. */
const CLONED = ['in-slot-1', 'in-slot-2', 'in-slot-3', 'in-slot-4'];
const BEFORE_HER = 'waits-before-her';

let admin: Session;

beforeEach(async () => {
  admin = await Session.of(people.admin);
});
afterEach(async () => {
  await cluster.clearFaults();
  for (const { id } of await ownDeployments()) await deleteByRest(id);
  for (const name of [...CLONED, BEFORE_HER]) await deleteAll(name);
});

const deleteAll = async (name: string): Promise<void> => {
  for (const { id } of await admin.named(name)) await admin.delete(id);
};

const made = async (name: string): Promise<string> => {
  const { id } = await createByRest({ name });
  await admin.until(name, 'running');
  return id;
};

const press = async (page: Page, button: string): Promise<void> => {
  await page.getByRole('button', { name: button }).focus();
  await page.keyboard.press('Enter');
};

const message = (page: Page, text: string): Promise<void> =>
  page.getByRole('region', { name: 'Messages' }).getByText(text).waitFor();

test('a stop that fails is told in the list too, and whoever pressed the key keeps her place', async () => {
  const name = 'stops-in-vain';
  const id = await made(name);
  const { page } = await visit({ as: people.voice, path: '/' });
  await ready(page);
  await cluster.failTask({ type: 'qmshutdown', exitstatus: 'VM 1 qmp command failed' });
  await chooseAndConfirm(page, name, 'Stop');
  await expectFocus(page.getByRole('button', { name: `More actions for ${name}` }));
  await rowOf(page, name)
    .getByText(/^The stop failed: /)
    .waitFor();
  await comesToSay(rowOf(page, name), 'Running');

  await page.goto(`/deployments/${id}`);
  await ready(page);
  await page
    .getByRole('main')
    .getByText(/^The stop failed: /)
    .first()
    .waitFor();
  await press(page, 'Show password');
  await expectFocus(page.getByRole('button', { name: 'Hide password' }));
  const shown = async () => (await card(page, 'Connect').locator('output').allTextContents()).join('');
  await expect.poll(shown).toMatch(/\S{12}/);
  await page.keyboard.press('Enter');
  await expectFocus(page.getByRole('button', { name: 'Show password' }));
  expect(await shown()).toBe('');
});

test('an extension whose answer is lost is not called refused, and counts once when it is asked for again', async () => {
  const name = 'extended-once';
  const id = await made(name);
  const { page } = await visit({ as: people.voice, path: `/deployments/${id}`, provokes: [/net::ERR_/] });
  await ready(page);
  const lease = card(page, 'Lease');
  const stops = async () => Date.parse((await lease.locator('time[datetime]').nth(1).getAttribute('datetime')) ?? '');
  const before = await stops();
  await page.route(
    '**/api/trpc/deployments.extend*',
    async (route) => {
      const asked = route.request();
      await fetch(asked.url(), { method: 'POST', headers: await asked.allHeaders(), body: asked.postData() });
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
  await lease.getByRole('button', { name: '+1 day' }).click();
  await message(page, `No answer about ${name}`);
  await lease.getByRole('button', { name: '+1 day' }).click();
  await message(page, `The lease of ${name} has a new end`);
  await page.reload();
  expect(await stops()).toBe(before + dayMs);
});

test('whoever waits sees her place in the queue change by what others do, whom she may not see', async () => {
  const name = 'waits-her-turn';
  await cluster.hangTask({ type: 'qmclone', times: CLONED.length });
  for (const other of [...CLONED, BEFORE_HER]) await admin.create({ template: 'debian-13', name: other });
  for (const cloned of CLONED) await admin.until(cloned, 'provisioning');
  await createByRest({ name });
  const { page } = await visit({ as: people.voice });
  // The page catches up once as its stream begins: what changes after that is no event of hers.
  const caughtUp = page.waitForResponse(/deployments\.list/);
  await page.goto('/');
  await caughtUp;
  await comesToSay(rowOf(page, name), 'Position 2');
  await deleteAll(BEFORE_HER);
  await comesToSay(rowOf(page, name), 'Position 1');
  await cluster.clearFaults();
  await comesToSay(rowOf(page, name), 'Running');
});
