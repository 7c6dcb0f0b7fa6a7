/** Runs a generator when its sources have changed since it last succeeded, told by a stamp that lies beside what it made. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { sourcesHash } from './sources-hash.ts';

export interface MadeOnce {
  /** Relative to the root of the repository. */
  readonly sources: readonly string[];
  readonly stampFile: string;
  /** How it is made, where there are several ways. */
  readonly way?: string;
  readonly make: () => Promise<void>;
}

export async function makeWhenChanged({ sources, stampFile, way = '', make }: MadeOnce): Promise<void> {
  const wanted = `${sourcesHash(sources)}${way}`;
  const made = await readFile(stampFile, 'utf8').catch(() => undefined);
  if (made === wanted) return;
  await rm(stampFile, { force: true });
  await make();
  await writeFile(stampFile, wanted);
}
