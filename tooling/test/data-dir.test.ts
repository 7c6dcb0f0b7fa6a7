import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataDir, setEarlierReleaseAside } from '../src/portal/data-dir.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('what an earlier release kept is moved aside once, and said; secrets stay', async () => {
  using folder = temporaryFolder();
  const dataDir = folder.path;
  await makeDataDir(dataDir);
  await mkdir(join(dataDir, 'postgres'));
  for (const file of ['simulator.json', 'secrets.json']) await writeFile(join(dataDir, file), '{}');
  const said: string[] = [];
  const report = (line: string): void => void said.push(line);
  await setEarlierReleaseAside(dataDir, report);
  await setEarlierReleaseAside(dataDir, report);
  expect((await readdir(dataDir)).toSorted()).toEqual(['earlier-release', 'logs', 'secrets.json']);
  expect((await readdir(join(dataDir, 'earlier-release'))).toSorted()).toEqual(['postgres', 'simulator.json']);
  expect(said).toEqual([expect.stringContaining('cannot read the database of an earlier one')]);
});
