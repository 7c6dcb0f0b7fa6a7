/**
 * Starts the real processes for the browser tests: a production build on free ports, an empty database, a simulator that takes
 * milliseconds. Everything lives in a temporary folder that goes with the run.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '@portal/tooling/chromium';
import { type Demo, startPortal } from '@portal/tooling/portal';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `npm start` writes to demo.json: addresses, sign-ins, tokens, process ids. */
    readonly portal: Demo;
    /** Of the role that owns the portal's tables. */
    readonly databaseOwnerUrl: string;
    /** Where commands find the running portal. */
    readonly dataDir: string;
    /** Where the one browser of the run listens. */
    readonly browser: string;
  }
}

const anyPort = { web: 0, api: 0, simulator: 0, postgres: 0 };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = ensureChromium();
  if (executablePath === undefined) throw new Error('The browser tests need Chromium.');
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-e2e-'));
  const portal = await startPortal({
    dataDir,
    // Only the defaults: a developer's .env must not point these tests at a real database or cluster.
    env: { PORTAL_HOST: 'localhost' },
    ports: anyPort,
    mode: 'production',
    throwaway: true,
    report: (line) => process.stdout.write(`${line}\n`),
    signal: AbortSignal.timeout(15 * 60_000),
  });
  project.provide('portal', portal.demo);
  project.provide('dataDir', dataDir);
  project.provide('databaseOwnerUrl', portal.databaseOwnerUrl);
  // Chromium's sandbox does not work for root.
  const browser = await chromium.launchServer({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  project.provide('browser', browser.wsEndpoint());
  return async () => {
    await browser.close();
    await portal.stop();
  };
}
