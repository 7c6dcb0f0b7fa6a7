// The logo of an installation: what it is follows from what is in the file, and so does how large it is.
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logoVariable } from '../src/logo.ts';

const png = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
  Buffer.from([0, 0, 1, 44, 0, 0, 0, 100]),
  Buffer.alloc(8),
]);

test.each([
  ['a PNG', png, { type: 'image/png', width: 300, height: 100 }],
  ['an SVG with a box', '<?xml version="1.0"?>\n<svg viewBox="0 0 120 30"></svg>', { width: 120, height: 30 }],
  ['an SVG with a size', "<svg width='48px' height='24'></svg>", { type: 'image/svg+xml', width: 48, height: 24 }],
])('%s', async (_, file, expected) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'logo-'));
  const path = join(folder.path, 'logo');
  await writeFile(path, file);
  expect(logoVariable.parse(path)).toMatchObject(expected);
});

test.each([
  ['an SVG that says no size', '<svg width="100%"></svg>', /how large it is/],
  ['a page', '<html><body></body></html>', /an SVG or a PNG/],
  ['a large file', Buffer.alloc(257 * 1024), /at most 256 KiB/],
])('%s is refused', async (_, file, message) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'logo-'));
  const path = join(folder.path, 'logo');
  await writeFile(path, file);
  expect(logoVariable.safeParse(path).error?.issues[0]?.message).toMatch(message);
});
