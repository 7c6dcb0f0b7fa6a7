/** The accessibility rules of axe, run inside the page. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

declare global {
  interface Window {
    readonly axe?: { run(options: RunOptions): Promise<AxeResults> };
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Those that another colour scheme can break; all others read the same page twice. */
const byColour = ['color-contrast', 'link-in-text-block'];

/** One line for each element that breaks a rule, with the rule. */
export async function violations(page: Page, rules: 'all' | 'by colour' = 'all'): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(rules === 'by colour' && { runOnly: { type: 'rule', values: byColour } }),
  };
  const found = await page.evaluate(async (asked) => (await window.axe?.run(asked))?.violations, options);
  if (found === undefined) throw new Error('axe did not run in the page.');
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.html}`));
}
