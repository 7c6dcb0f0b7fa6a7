/** Working with many VMs: an order, a view, one action on several of them, and a list of thousands. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deletedLike } from './database.ts';
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

const MANY = 5_000;
/** Rows of a screen and some around them. */
const MOST_DRAWN = 60;
const TO_THE_END_MS = 180_000;

test('thousands are scrolled to their end, with few rows drawn at a time', async () => {
  const [{ id }] = made.filter(({ name }) => name === 'many-c') as [Deployment];
  await using _ = await deletedLike(id, MANY, 'long-gone');
  const { page } = await visit({ as: people.lead, path: '/?status=deleted&owner=me&sort=-createdAt' });
  await ready(page);
  await rowOf(page, 'long-gone-1').waitFor();
  const last = rowOf(page, `long-gone-${MANY}`);
  const drawn: number[] = [];
  const goOn = async (): Promise<number> => {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    drawn.push(await page.getByRole('row').count());
    return last.count();
  };
  await expect.poll(goOn, { timeout: TO_THE_END_MS }).toBe(1);
  expect(Math.max(...drawn)).toBeLessThan(MOST_DRAWN);
}, 300_000);
