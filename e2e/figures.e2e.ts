/** The live figures of a VM: opened by somebody who looks, drawn, told in words and in a table, in both colour schemes. */
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { violations } from './axe.ts';
import { people } from './facts.ts';
import { card, ready } from './pages.ts';
import { sharedVm } from './shared-vm.ts';
import { cluster } from './simulated-cluster.ts';
import { visit } from './visitor.ts';

const NAME = 'has-figures';

const vm = sharedVm(people.lead, { name: NAME });

beforeAll(async () => {
  const seen = (await cluster.snapshot()).vms.find(({ config }) => config.name === NAME);
  await cluster.setUptime(seen?.vmid ?? 0, 2 * 3_600);
});

/** How many pixels of a canvas are as blue as the first line of a chart, in either colour scheme. */
const inked = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
    const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
    return data.filter((blue, at) => at % 4 === 2 && blue > (data[at - 2] ?? 0) + 90 && (data[at + 1] ?? 0) > 200)
      .length;
  });

test('figures come when they are opened, with a table behind each chart, and axe has nothing to say', async () => {
  const { page } = await visit({ as: people.lead, path: `/deployments/${vm.made.id}` });
  await ready(page);
  const figures = card(page, 'Figures');
  expect(await figures.locator('canvas').count()).toBe(0);
  await figures.getByText('CPU, memory, disk and network').click();
  await figures.getByRole('figure', { name: 'Network' }).locator('canvas').waitFor();
  for (const canvas of await figures.locator('canvas').all()) {
    await vi.waitUntil(async () => (await inked(canvas)) > 200, { timeout: 30_000, interval: 100 });
  }
  expect(await figures.locator('canvas').count()).toBe(4);
  await figures.getByRole('figure', { name: 'CPU' }).getByText('CPU as a table').click();
  const table = figures.getByRole('table', { name: 'CPU as a table' });
  await table.waitFor();
  expect(await table.getByRole('row').count()).toBe(61);
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(page, 'by colour')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await figures.getByLabel('How far back').selectOption('Last day');
  await figures.getByRole('figure', { name: 'Memory' }).locator('canvas').waitFor();
});
