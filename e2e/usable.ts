/** What holds on every page: it is accessible in light and dark and on a phone, fits every width, and breaks or cuts no label. */
import type { Page, ViewportSize } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './axe.ts';
import { desk } from './visitor.ts';

export const phone = { width: 390, height: 844 } as const;
export const wall = { width: 1920, height: 1080 } as const;
/** Asking for a width lays the page out: nothing is waited for but the new size of the window. */
const LAID_OUT_MS = 5_000;

/** Labels that break into two lines, words that break within, and texts that are cut without a title that says them whole. */
const brokenLabels = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const said = (element: Element): string => `${element.tagName} “${element.textContent}”`;
    const linesOf = (text: Node, from = 0, to = text.textContent?.length ?? 0): number => {
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, to);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
    };
    const breaks = (element: Element): boolean =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && linesOf(node) > 1);
    /** Words that a column should be wide enough for; what is made to be broken, such as an id, is none. */
    const brokenWords = (): readonly string[] => {
      const broken: string[] = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
        if (text.parentElement?.closest('script, style, code, pre, .font-mono, .sr-only') !== null) continue;
        for (const { 0: word, index } of (text.textContent ?? '').matchAll(/(?<!\p{L})\p{L}{2,14}(?!\p{L})/gu)) {
          if (linesOf(text, index, index + word.length) > 1) broken.push(word);
        }
      }
      return broken;
    };
    const isCut = (element: Element): boolean => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const clips = overflowX === 'hidden' || overflowX === 'clip' || textOverflow === 'ellipsis';
      // What is one pixel wide, or made so, is there for screen readers alone.
      const isSeen = element.clientWidth > 1 && !element.matches('input, select, textarea, .sr-only, [title]');
      return clips && isSeen && element.scrollWidth > element.clientWidth + 1;
    };
    const labels = document.querySelectorAll('button, time, thead th, .rounded-full');
    return [
      ...[...labels].filter(breaks).map((label) => `broken: ${said(label)}`),
      ...brokenWords().map((word) => `broken word: ${word}`),
      ...[...document.querySelectorAll('body *')].filter(isCut).map((text) => `cut: ${said(text)}`),
    ];
  });

/** At each width. */
export async function expectFits(page: Page, sizes: readonly ViewportSize[]): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width, { message: `at ${size.width} px`, timeout: LAID_OUT_MS }).toBe(size.width);
    // A chart takes its new width a frame after the page has.
    const broken = () => brokenLabels(page);
    await expect.poll(broken, { message: `at ${size.width} px`, timeout: LAID_OUT_MS }).toEqual([]);
  }
}

export async function expectUsable(page: Page): Promise<void> {
  for (const [colorScheme, rules] of [
    ['light', 'all'],
    ['dark', 'by colour'],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.classList.contains('dark')))
      .toBe(colorScheme === 'dark');
    expect(await violations(page, rules), colorScheme).toEqual([]);
  }
  await expectFits(page, [wall, desk, phone]);
  expect(await violations(page), 'on a phone').toEqual([]);
  await page.setViewportSize(desk);
}
