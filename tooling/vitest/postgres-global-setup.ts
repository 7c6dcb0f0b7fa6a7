/**
 * Gives the database tests of one run their PostgreSQL server (`test-server.ts`, a process of its own), and ends it with them. Also when
 * vitest is killed: the server process ends with the pipe to its input.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestServer } from '@portal/testing';
import type { TestProject } from 'vitest/node';
import { z } from 'zod';

const serverSchema = z.object({
  ownerUrl: z.string(),
  templateDatabase: z.string(),
  appPassword: z.string(),
  resettable: z.boolean(),
}) satisfies z.ZodType<TestServer>;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const script = fileURLToPath(new URL('./test-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended]);
  if (child.exitCode !== null) throw new Error('The PostgreSQL server of the tests did not start; see above.');
  project.provide('portalTestServer', serverSchema.parse(JSON.parse(String(first[0]))));
  return async () => {
    child.stdin.end();
    await ended;
  };
}
