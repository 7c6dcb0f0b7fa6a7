import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { people } from './facts.ts';
import { createByRest, deleteByRest } from './rest.ts';
import { type Visit, visit } from './visitor.ts';

const KIB = 1024;
const built = new URL('../apps/web/.next/', import.meta.url);
const manifestSchema = z.object({ rootMainFiles: z.array(z.string()) });

/** What Next itself brings into every page. */
const ofNextItself = async (): Promise<number> => {
  const { rootMainFiles } = manifestSchema.parse(
    JSON.parse(await readFile(new URL('build-manifest.json', built), 'utf8')),
  );
  const sizes = await Promise.all(
    rootMainFiles.map(async (file) => gzipSync(await readFile(new URL(file, built))).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** KiB of gzip that arrive before anybody touches the page, beyond Next itself. */
const scriptsOf = async (who: Visit, path: string): Promise<number> => {
  const { page } = await visit(who);
  const arrived: Response[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') arrived.push(response);
  });
  await page.goto(path, { waitUntil: 'networkidle' });
  const sizes = await Promise.all(arrived.map(async (response) => gzipSync(await response.body()).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return (total - (await ofNextItself())) / KIB;
};

test('no page brings more scripts along than it may; menus and dialogs come when they are used', async () => {
  const { id } = await createByRest({ name: 'weighed' });
  try {
    const signedIn = { as: people.voice };
    expect(await scriptsOf({}, '/sign-in')).toBeLessThanOrEqual(35);
    expect(await scriptsOf(signedIn, '/')).toBeLessThanOrEqual(120);
    expect(await scriptsOf(signedIn, `/deployments/${id}`)).toBeLessThanOrEqual(120);
    expect(await scriptsOf(signedIn, '/templates/debian-13/create')).toBeLessThanOrEqual(130);
  } finally {
    await deleteByRest(id);
  }
});
