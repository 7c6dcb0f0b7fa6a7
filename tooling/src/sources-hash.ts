/** One hash over the content of files and folders: it changes exactly when what is made from them has to be made again. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

const madeHere = new Set(['node_modules', '.next', '.turbo', 'generated', 'next-env.d.ts', 'tsconfig.tsbuildinfo']);
const testFile = /\.test\.tsx?$/;

/** `paths` are relative to the root of the repository. */
export function sourcesHash(paths: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) addTo(hash, path);
  return hash.digest('hex');
}

function addTo(hash: ReturnType<typeof createHash>, path: string): void {
  const absolute = join(repositoryRoot, path);
  if (!statSync(absolute).isDirectory()) {
    hash.update(`\0${path}\0`).update(readFileSync(absolute));
    return;
  }
  const names = readdirSync(absolute).filter((name) => !madeHere.has(name) && !testFile.test(name));
  for (const name of names.sort()) addTo(hash, join(path, name));
}
