/** The accessibility rules of axe, run inside the page. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, ElementContext, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    readonly axe?: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> };
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * They take the focus at the edge of an overlay and hand it on at once, as they are made to. axe passes them by only while
 * it takes the overlay for a modal dialog, which it guesses by what lies at five points of the window.
 */
const context = { exclude: ['[data-base-ui-focus-guard]'] } satisfies ElementContext;

/** Those that another colour scheme can break; all others read the same page twice. */
const byColour = ['color-contrast', 'link-in-text-block'];

/** One line for each element that breaks a rule, with the rule. */
export async function violations(page: Page, rules: 'all' | 'by colour' = 'all'): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(rules === 'by colour' && { runOnly: { type: 'rule', values: byColour } }),
  };
  const found = await page.evaluate(async (asked) => (await window.axe?.run(...asked))?.violations, [
    context,
    options,
  ] as const);
  if (found === undefined) throw new Error('axe did not run in the page.');
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.html}`));
}
