/** Working with many VMs: an order, a view, and one action on several of them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from './facts.ts';
import { comesToSay, ready, rowOf } from './pages.ts';
import { type Deployment, Session } from './session.ts';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const TICKET = 'CASE-4040';
const NAMES = ['many-b', 'many-a', 'many-c'] as const;

let owner: Session;
let made: readonly Deployment[];

beforeAll(async () => {
  owner = await Session.of(people.lead);
  made = await Promise.all(NAMES.map((name) => owner.create({ template: 'debian-13', name, ticket: TICKET })));
  for (const name of NAMES) await owner.until(name, 'running');
});
afterAll(async () => {
  for (const { id, name } of made) if (name === 'many-c') await owner.delete(id);
});

test('several are found, put in order, and deleted at once, each with what became of it', async () => {
  const { page } = await visit({ as: people.lead, path: `/?q=${TICKET}` });
  await ready(page);
  await page.getByText('3 VMs').waitFor();
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('name');
  const links = page.getByRole('row').getByRole('link');
  await expect.poll(() => links.allTextContents()).toEqual(['many-a', 'many-b', 'many-c']);

  await page.getByRole('checkbox', { name: 'Choose many-a' }).check();
  await page.getByRole('checkbox', { name: 'Choose many-b' }).click({ modifiers: ['Shift'] });
  const bar = page.getByRole('region', { name: 'What to do with the chosen VMs' });
  await bar.getByText('2 VMs chosen').waitFor();
  await expectUsable(page);
  await bar.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 VMs?' });
  await dialog.getByRole('textbox').fill('2');
  await dialog.getByRole('button', { name: 'Delete 2 VMs' }).click();
  await expect.poll(() => dialog.getByText('accepted').count()).toBe(2);
  await expectUsable(page);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByText('1 VM', { exact: true }).waitFor();
  await rowOf(page, 'many-c').waitFor();

  await page.getByRole('link', { name: 'Deleted', exact: true }).click();
  await comesToSay(rowOf(page, 'many-a'), 'Deleted');
  await comesToSay(rowOf(page, 'many-b'), 'Deleted');
});
