/**
 * Seals, as the worker does, in a process of its own. As long as its standard input is open it goes on, once a second; told `once`, it
 * seals what there is and prints how many rows that were and how long it took.
 */

import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createDatabase } from '@portal/db';
import { sealerEnv } from '../env.ts';

const AGAIN_MS = 1_000;

const { DATABASE_APP_URL: url, AUDIT_SEAL_KEY: secret, AUDIT_CHECKPOINT_FILE: file } = sealerEnv();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const database = createDatabase({ url, log, poolSize: 2 });
const stopping = new AbortController();
const seal = () => database.auditSeals.seal({ secret, file }, stopping.signal);
const sealedRows = async (): Promise<number> => (await database.audit.integrity()).sealed?.rows ?? 0;

if (process.argv[2] === 'once') {
  const before = await sealedRows();
  const begun = performance.now();
  await seal();
  const seconds = (performance.now() - begun) / 1_000;
  process.stdout.write(`${JSON.stringify({ rows: (await sealedRows()) - before, seconds })}\n`);
} else {
  process.stdin.resume();
  void once(process.stdin, 'end').then(() => stopping.abort());
  process.stdout.write('ready\n');
  while (!stopping.signal.aborted) {
    await seal().catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
    await wait(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}
await database.close();
