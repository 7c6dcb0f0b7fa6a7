/** That no workspace is left out of the check of types. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { repositoryRoot } from '../src/repository.ts';
import { typePrograms } from '../src/type-programs.ts';

const together = 'tooling/tsconfig';
const servers = z
  .object({ include: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(repositoryRoot, together, 'servers.json'), 'utf8')));
const included = servers.include.map((path) => join(together, path));

test('each workspace with a tsconfig is checked, by itself or together with others', () => {
  const all = globSync(['*/tsconfig.json', '{apps,packages}/*/tsconfig.json'], { cwd: repositoryRoot }).map(dirname);
  const own: readonly string[] = typePrograms;
  const left = all.filter(
    (folder) => !own.includes(folder) && !included.some((path) => `${path}/`.startsWith(`${folder}/`)),
  );
  expect(left).toEqual([]);
  expect(all.length).toBeGreaterThan(typePrograms.length);
});

test('what is checked together is checked with the folders that its own tsconfig names', () => {
  for (const path of included) {
    const folder = path.replace(/\/(src|test)$/, '');
    const own = readFileSync(join(repositoryRoot, folder, 'tsconfig.json'), 'utf8');
    expect(own, folder).toContain('tsconfig/node.json');
    expect(own, folder).not.toContain('compilerOptions');
    for (const part of ['src', 'test']) {
      const isThere = existsSync(join(repositoryRoot, folder, part));
      if (isThere && path !== folder) expect(included).toContain(join(folder, part));
    }
  }
});
