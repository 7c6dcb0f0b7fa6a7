/** That `expectUsable`, which every page has to pass, would find what it is there for. */
import { expect, test } from 'vitest';
import { expectUsable } from './usable.ts';
import { visit } from './visitor.ts';

const word = 'Unmistakable';

test.each([
  ['a picture without words', 'light', '<img src="data:,">'],
  ['white on white', 'light', '<p style="color: #fff">dim</p>'],
  ['black on black', 'dark', '<p style="color: #000">dim</p>'],
  ['a label on two lines', 'at 1920 px', '<button type="button" style="width: 4em">Extend the lease</button>'],
  ['a word that breaks', 'at 1920 px', `<p style="width: 3em; word-break: break-all">${word}</p>`],
  ['a cut text', 'at 1920 px', `<p style="width: 2em; overflow: hidden; white-space: nowrap">${word}</p>`],
  ['what is wider than a phone', 'at 390 px', '<p style="min-width: 500px">wide</p>'],
])('it finds %s, %s', async (_name, where, fault) => {
  const { page } = await visit({ path: '/sign-in' });
  await page.getByLabel('Password').waitFor();
  await page.getByRole('main').evaluate((main, html) => main.insertAdjacentHTML('beforeend', html), fault);
  await expect(expectUsable(page)).rejects.toThrow(new RegExp(`^${where}`));
});
