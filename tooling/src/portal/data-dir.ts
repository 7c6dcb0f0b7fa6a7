/** The folder that a run keeps everything in. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Other users can pass through, but not list: PostgreSQL runs as another user when this process is root. Files that hold secrets
 * are closed one by one.
 */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'logs'), { recursive: true });
  await chmod(dataDir, 0o711);
  await chmod(join(dataDir, 'logs'), 0o700);
}

/** Of the embedded PostgreSQL. */
export const databaseFolder = (dataDir: string): string => join(dataDir, 'database');

/** What is sealed of the audit trail, outside of its database. */
export const checkpointFile = (dataDir: string): string => join(dataDir, 'audit-checkpoints.jsonl');

/** What a release before the tables were made anew kept here: its database, and the simulated clusters with that one's VMs. */
const ofEarlierRelease = ['postgres', 'simulator.json', 'simulator-branch.json'] as const;

/** Once, and only by whoever holds the run lock: the folder is then as good as new. */
export async function setEarlierReleaseAside(dataDir: string, report: (line: string) => void): Promise<void> {
  const [database] = ofEarlierRelease;
  if (!existsSync(join(dataDir, database))) return;
  const aside = join(dataDir, 'earlier-release');
  await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const name of ofEarlierRelease.toReversed()) {
    if (existsSync(join(dataDir, name))) await rename(join(dataDir, name), join(aside, name));
  }
  report(`This release cannot read the database of an earlier one. That is kept in ${aside}, and a new one begins.`);
}
