import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PveClient } from './pve-client.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('the command says when it is ready, and SIGTERM makes it write its state and end at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pve-simulator-'));
  try {
    const secretFile = join(folder, 'secret');
    const stateFile = join(folder, 'state.json');
    writeFileSync(secretFile, 'from-a-file\n');
    const options = ['--json', '--fast', '--state', stateFile, '--token-secret-file', secretFile];
    const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    const { url } = z.object({ ready: z.literal(true), url: z.url() }).parse(JSON.parse(String(line)));
    await new PveClient(url, 'PVEAPIToken=portal@pve!portal=from-a-file').cloned(310);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(statSync(stateFile).size).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
