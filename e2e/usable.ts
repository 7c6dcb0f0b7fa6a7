/** What holds on every page: it is accessible in light and dark and on a phone, and fits every width. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './axe.ts';
import { desk } from './visitor.ts';

const phone = { width: 390, height: 844 } as const;
const wall = { width: 1920, height: 1080 } as const;

export async function expectUsable(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.classList.contains('dark')))
      .toBe(colorScheme === 'dark');
    expect(await violations(page), colorScheme).toEqual([]);
  }
  for (const size of [wall, phone]) {
    await page.setViewportSize(size);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width, { message: `at ${size.width} px` }).toBe(size.width);
  }
  expect(await violations(page), 'on a phone').toEqual([]);
  await page.setViewportSize(desk);
}
