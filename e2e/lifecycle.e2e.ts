/** `npm start` itself, as a script sees it: what it leaves running, what it leaves behind, and how it takes a killed part. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Demo, readDemo } from '@portal/tooling/demo-file';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';

/** What `tooling/bootstrap.mjs` runs once the packages are there. */
const main = fileURLToPath(new URL('../tooling/src/main.ts', import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'portal-lifecycle-'));
const patience = { timeout: 100_000, interval: 50 };
const lockSchema = z.object({ holder: z.object({ pid: z.int() }) });
const runs: ChildProcess[] = [];

/** Any free ports, so that a portal of the person at this machine may go on. */
const anyPort = { PORT: '0', API_PORT: '0', SIMULATOR_PORT: '0', POSTGRES_PORT: '0' };

function npmStart(): ChildProcess & { readonly output: () => string } {
  // The environment that is left out is a developer's: a database or a cluster of their own.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', NEXT_TELEMETRY_DISABLED: '1', PORTAL_DATA_DIR: dataDir };
  const child = spawn(process.execPath, [main, 'start'], {
    env: { ...env, ...anyPort },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  runs.push(child);
  return Object.assign(child, { output: () => text });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function alive(pid: number | null): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

let portal: ReturnType<typeof npmStart>;
let demo: Demo;

async function runningDemo(of: ReturnType<typeof npmStart>): Promise<Demo> {
  return vi.waitUntil(async () => {
    if (of.exitCode !== null) throw new Error(of.output());
    // A killed run leaves its demo.json, which says nothing about this one.
    return of.output().includes('Ctrl-C stops everything') ? readDemo(dataDir) : undefined;
  }, patience);
}

beforeAll(async () => {
  portal = npmStart();
  demo = await runningDemo(portal);
}, patience.timeout);

afterAll(async () => {
  for (const run of runs) run.kill('SIGTERM');
  await Promise.all(runs.map(ended));
  rmSync(dataDir, { recursive: true, force: true });
}, patience.timeout);

test('what it writes for scripts is readable by its owner alone, and its token opens both REST addresses', async () => {
  for (const name of ['demo.json', 'secrets.json']) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  for (const origin of [demo.portalUrl, demo.apiUrl]) {
    const answer = await fetch(`${origin}/api/templates`, { headers: { authorization: `Bearer ${demo.apiToken}` } });
    expect(answer.status).toBe(200);
  }
});

test('a second start is refused and leaves the first one alone', async () => {
  const second = npmStart();
  expect(await ended(second)).toBe(1);
  expect(second.output()).toContain(`The portal is already running`);
  expect(second.output()).toContain(demo.portalUrl);
  expect(Object.values(demo.pids).every(alive)).toBe(true);
});

test.each(['api', 'web', 'simulator', 'postgres'] as const)('%s comes back after it was killed', async (part) => {
  const before = (await runningDemo(portal)).pids[part] ?? 0;
  process.kill(before, 'SIGKILL');
  await vi.waitUntil(async () => {
    const now = (await readDemo(dataDir))?.pids[part] ?? null;
    return now !== null && now !== before;
  }, patience);
  const answered = async (url: string) => (await fetch(url).catch(() => null))?.ok ?? false;
  await vi.waitUntil(() => answered(`${demo.apiUrl}/readyz`), patience);
  await vi.waitUntil(() => answered(`${demo.portalUrl}/sign-in`), patience);
});

test('SIGTERM ends every process and takes the lock and demo.json away, but keeps the data', async () => {
  const { pids } = await runningDemo(portal);
  portal.kill('SIGTERM');
  expect(await ended(portal)).toBe(0);
  expect(Object.values(pids).filter(alive)).toEqual([]);
  const kept = readdirSync(dataDir);
  expect(kept).not.toContain('portal.lock');
  expect(kept).not.toContain('demo.json');
  expect(kept).toContain('database');
});

test('the next start has the same secrets and data, and a killed one does not stand in its way', async () => {
  const killed = npmStart();
  const again = await runningDemo(killed);
  expect(again.apiToken).toBe(demo.apiToken);
  const { holder } = lockSchema.parse(JSON.parse(readFileSync(join(dataDir, 'portal.lock'), 'utf8')));
  process.kill(holder.pid, 'SIGKILL');
  await ended(killed);
  await vi.waitUntil(() => !Object.values(again.pids).some(alive), patience);
  const next = npmStart();
  await runningDemo(next);
  next.kill('SIGTERM');
  expect(await ended(next)).toBe(0);
});
