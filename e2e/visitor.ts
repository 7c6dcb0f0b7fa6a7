/**
 * A person at a browser: a context of her own, on a network of her own, and an eye on everything that a page must never do. When
 * the test ends it fails if something was logged as an error, a policy was violated, or a request left the portal.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page, type ViewportSize } from 'playwright-core';
import { expect, inject, onTestFinished, type TestContext } from 'vitest';
import { type Email, portal } from './facts.ts';
import { type Network, openNetwork } from './network.ts';
import { signInByApi } from './session.ts';

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly network: Network;
}

export interface Visit {
  /** Signed in already; without it she comes as a stranger. */
  readonly as?: Email;
  readonly path?: string;
  /** That of a desk without it. */
  readonly viewport?: ViewportSize;
  /** What her browser asks for; English without it. */
  readonly locale?: string;
  /** False for a page whose scripts have not run yet. */
  readonly scripts?: boolean;
  /** Other origins that its pages may ask. */
  readonly elsewhere?: readonly string[];
  /** What the browser may log as an error, because the test provokes it. */
  readonly provokes?: readonly RegExp[];
}

export const desk = { width: 1280, height: 900 } as const;
const WAIT_MS = 60_000;

/** For all files of the worker; it ends with its server. */
let connected: Promise<Browser> | undefined;
const browser = (): Promise<Browser> => {
  connected ??= chromium.connect(inject('browser'));
  return connected;
};

export async function visit({
  as,
  path,
  viewport = desk,
  locale = 'en-US',
  scripts = true,
  elsewhere = [],
  provokes = [],
}: Visit = {}): Promise<Visitor> {
  const network = await openNetwork();
  const context = await (await browser()).newContext({
    baseURL: portal.portalUrl,
    proxy: { server: network.proxyUrl },
    viewport,
    locale,
    javaScriptEnabled: scripts,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(WAIT_MS);
  const problems = watch(context, [portal.portalUrl, ...elsewhere]);
  if (as !== undefined) await context.addCookies([{ ...(await signInByApi(as)), url: portal.portalUrl }]);
  const page = await context.newPage();
  onTestFinished(async (test) => {
    if (test.task.result?.state === 'fail') await picture(page, test);
    await context.close();
    await network.close();
    expect(problems.filter((problem) => !provokes.some((pattern) => pattern.test(problem)))).toEqual([]);
  });
  if (path !== undefined) await page.goto(path);
  return { page, context, network };
}

/** A violated policy and a failed request are errors on the console too. */
function watch(context: BrowserContext, origins: readonly string[]): readonly string[] {
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (event) => problems.push(String(event.error())));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !origins.includes(origin)) problems.push(`asked ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} from ${response.url()}`);
  });
  return problems;
}

async function picture(page: Page, { task }: TestContext): Promise<void> {
  const folder = join(tmpdir(), 'portal-e2e-failures');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${task.name.replace(/\W+/g, '-').slice(0, 80)}.png`);
  await page.screenshot({ path, fullPage: true }).catch(() => undefined);
  process.stderr.write(`What the page showed when "${task.name}" failed: ${path}\n`);
}
