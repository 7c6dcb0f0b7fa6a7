import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { failureCodes, type ProblemCode, problemCodes, templateCheckCodes } from '@portal/types';
import { expect, test } from 'vitest';
import { exampleWords } from '../src/openapi/examples.ts';

const manual = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

test.each(problemCodes)('docs/operations.md says under the title of %s what to do', (code) => {
  expect(manual).toContain(`\n### \`${code}\`: ${exampleWords({ code, params: {} }, 'titles')}\n`);
});

test.each([...failureCodes, ...templateCheckCodes])('docs/operations.md has a row for %s', (code) => {
  expect(manual).toMatch(new RegExp(`^\\| \`${code}\` \\|`, 'm'));
});

test('every problem code is raised somewhere', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const files = globSync('{packages,apps}/*/src/**/*.{ts,tsx}', { cwd: root, exclude: ['packages/types/**'] });
  const sources = files.map((file) => readFileSync(`${root}${file}`, 'utf8')).join('\n');
  const isRaised = (code: ProblemCode) => new RegExp(`\\braised\\(\\s*'${code}'`).test(sources);
  expect(problemCodes.filter((code) => !isRaised(code))).toEqual([]);
});

test('the manual names no code that does not exist', () => {
  const headings = [...manual.matchAll(/^### `(\w+)`/gm)].map(([, code]) => code);
  expect(headings.toSorted()).toEqual(problemCodes.toSorted());
});

test('a problem that an earlier release recorded in another form still has its title', () => {
  expect(exampleWords({ code: 'lock_left_behind', params: { vmid: 1 } }, 'titles')).toBe('A lock was left behind');
});
