/**
 * One portal at a time for a data folder. The lock names the process that holds it and the processes that it started; a lock whose
 * holder is gone (killed, or the machine went down) is taken over, after what it left running is stopped.
 */
import { link, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { identify, isRunning, type ProcessIdentity, stopProcess, sweepGroup } from '../process-identity.ts';
import { writePrivateFile } from './private-file.ts';

const identity = z.object({ pid: z.number(), startedAt: z.string() });
const schema = z.object({ holder: identity, started: z.array(identity) });
type LockContent = z.infer<typeof schema>;

const ORPHAN_DEADLINE_MS = 10_000;

export class AlreadyRunningError extends Error {
  readonly pid: number;

  constructor(pid: number) {
    super(`The portal is already running (process ${pid}).`);
    this.pid = pid;
  }
}

export interface RunLock {
  /** Writes down which processes to stop should this one be killed. */
  record(pids: readonly number[]): Promise<void>;
  release(): Promise<void>;
}

export async function acquireRunLock(dataDir: string, report: (line: string) => void): Promise<RunLock> {
  const file = join(dataDir, 'portal.lock');
  const holder = identify(process.pid);
  if (holder === undefined) throw new Error('This process cannot be identified on this system.');
  while (!(await create(file, { holder, started: [] }))) {
    const found = await read(file);
    if (found !== undefined && isRunning(found.holder)) throw new AlreadyRunningError(found.holder.pid);
    await stopOrphans(found?.started ?? [], report);
    await rm(file, { force: true });
  }
  return {
    async record(pids) {
      const started = pids.map(identify).filter((found) => found !== undefined);
      await writePrivateFile(file, JSON.stringify({ holder, started } satisfies LockContent));
    },
    async release() {
      await rm(file, { force: true });
    },
  };
}

/** Complete from the moment it exists: a link to a finished file, which fails when the name is taken. */
async function create(file: string, content: LockContent): Promise<boolean> {
  const draft = `${file}.${content.holder.pid}`;
  await writePrivateFile(draft, JSON.stringify(content));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function read(file: string): Promise<LockContent | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function stopOrphans(started: readonly ProcessIdentity[], report: (line: string) => void): Promise<void> {
  const orphans = started.filter(isRunning);
  if (orphans.length === 0) return;
  report(`Stopping what an earlier run left behind (${orphans.map(({ pid }) => pid).join(', ')})`);
  // SIGINT: PostgreSQL takes it as "disconnect everybody and stop"; Node's processes take it like SIGTERM.
  await Promise.all(orphans.map((orphan) => stopProcess(orphan, { signal: 'SIGINT', deadlineMs: ORPHAN_DEADLINE_MS })));
  for (const { pid } of orphans) sweepGroup(pid);
}
