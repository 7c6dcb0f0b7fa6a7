/** What one visit to a page costs the browser: its scripts, and when and how steadily it shows. */
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { z } from 'zod';

export interface Visit {
  /** Of every script that arrives before anybody touches the page, each compressed by itself. */
  readonly scriptBytes: number;
  readonly largestPaintMs: number;
  /** What tasks of over 50 ms took beyond that. */
  readonly blockingMs: number;
  readonly layoutShift: number;
}

export interface Page {
  readonly url: string;
  readonly cookie: { readonly name: string; readonly value: string } | null;
}

/** Once the page has loaded, for what it shows and asks for by itself. */
const restMs = 2_500;
const viewport = { width: 1280, height: 800 };

/** Begins before the page's own scripts; the entries' names are those of the Performance APIs. */
const watch = `
  globalThis.seen = { largestPaintMs: 0, blockingMs: 0, layoutShift: 0 };
  const each = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  each('largest-contentful-paint', (entry) => { seen.largestPaintMs = entry.startTime; });
  each('longtask', (entry) => { seen.blockingMs += entry.duration - 50; });
  each('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.layoutShift += entry.value; });
`;
const seenSchema = z.object({ largestPaintMs: z.number(), blockingMs: z.number(), layoutShift: z.number() });

/** In a context of its own, so that nothing is cached. */
export const visit = async (browser: Browser, { url, cookie }: Page): Promise<Visit> => {
  await using resources = new AsyncDisposableStack();
  const context = await browser.newContext({ viewport });
  resources.defer(() => context.close());
  if (cookie !== null) await context.addCookies([{ ...cookie, url: new URL(url).origin }]);
  await context.addInitScript({ content: watch });
  const page = await context.newPage();
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(url, { waitUntil: 'load' });
  await wait(restMs);
  const seen = seenSchema.parse(await page.evaluate('seen'));
  const sizes = await Promise.all(scripts);
  return { ...seen, scriptBytes: sizes.reduce((sum, size) => sum + size, 0) };
};
