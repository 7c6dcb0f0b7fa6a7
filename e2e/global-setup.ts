/**
 * Starts the real processes for the browser tests: a production build on free ports, an empty database, simulators that take
 * milliseconds; all of it once for each worker, so that files at once have nothing in common but the browser. Everything lives in
 * temporary folders that go with the run.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '@portal/tooling/chromium';
import { type Demo, type Portal, startPortal } from '@portal/tooling/portal';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { noteSecret, secretsInLogs } from './secrets-in-logs.ts';

/** What one worker's files know of their portal. */
export interface OwnPortal {
  /** What `npm start` writes to demo.json: addresses, sign-ins, tokens, process ids. */
  readonly demo: Demo;
  /** Of the role that owns the portal's tables. */
  readonly databaseOwnerUrl: string;
  /** Where commands find the running portal. */
  readonly dataDir: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each worker. */
    readonly portals: readonly OwnPortal[];
    /** Where the one browser of the run listens. */
    readonly browser: string;
  }
}

const anyPort = { web: 0, api: 0, simulator: 0, postgres: 0 };
const report = (line: string): void => void process.stdout.write(`${line}\n`);

const start = async (dataDir: string): Promise<Portal> =>
  startPortal({
    dataDir,
    // Only the defaults: a developer's .env must not point these tests at a real database or cluster.
    env: { PORTAL_HOST: 'localhost' },
    ports: anyPort,
    mode: 'production',
    throwaway: true,
    report,
    signal: AbortSignal.timeout(15 * 60_000),
  });

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = await ensureChromium();
  if (executablePath === undefined) throw new Error('The browser tests need Chromium.');
  await using starting = new AsyncDisposableStack();
  const portals: OwnPortal[] = [];
  // One after the other: the first one builds what they share, and each looks for free ports.
  for (let worker = 0; worker < project.config.maxWorkers; worker += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'portal-e2e-'));
    const { demo, databaseOwnerUrl, stop } = await start(dataDir);
    starting.defer(stop);
    noteSecret(dataDir, 'API token of the demo', demo.apiToken);
    portals.push({ demo, databaseOwnerUrl, dataDir });
  }
  project.provide('portals', portals);
  // Chromium's sandbox does not work for root.
  const browser = await chromium.launchServer({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  starting.defer(() => browser.close());
  project.provide('browser', browser.wsEndpoint());
  const running = starting.move();
  return async () => {
    // The logs go with the portals.
    const found = (await Promise.all(portals.map(({ dataDir }) => secretsInLogs(dataDir)))).flat();
    await running.disposeAsync();
    if (found.length > 0) throw new Error(`Secrets stand in the logs of this run: ${found.join(', ')}`);
  };
}
