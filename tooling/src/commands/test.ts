/**
 * `npm test`: every check there is, static ones first. Each static check counts as one; each vitest test counts as one, and so does a
 * test file that cannot even be loaded. What failed is told again at the end, before the totals, which also stand in
 * `test-results/summary.txt` for scripts.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from '../chromium.ts';
import { installPackage } from '../debian-package.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { runInSight, tool } from '../run-command.ts';
import { say } from '../say.ts';
import { type Failure, type Tally, tallySchema } from '../tally.ts';

interface Count extends Tally {
  readonly name: string;
}

/** Enough to know which it was, and where: the whole of it stands further up. */
const linesOfFailure = 20;

const pgbouncer = '/usr/sbin/pgbouncer';

const resultsDir = join(repositoryRoot, 'test-results');

const staticChecks: readonly { readonly name: string; readonly check: () => Promise<number> }[] = [
  { name: 'format and lint', check: () => runInSight(tool('biome'), ['ci', '--error-on-warnings', '.']) },
  { name: 'types', check: typecheck },
  { name: 'dead code', check: () => runInSight(tool('knip'), []) },
];

/** In the order of the kinds of test: what breaks first is told first. The browser has both processor cores for itself. */
const vitestRuns = [
  { name: 'unit', projects: ['unit'] },
  { name: 'database', projects: ['database'] },
  { name: 'contract', projects: ['contract'] },
] as const;

export async function test(): Promise<number> {
  await rm(resultsDir, { recursive: true, force: true });
  await mkdir(resultsDir, { recursive: true });
  await generatePrismaClient();
  const counts: Count[] = [];
  for (const { name, check } of staticChecks) {
    say(`\n── ${name}`);
    counts.push({ name, ...((await check()) === 0 ? { passed: 1, failures: [] } : broken(name)) });
  }
  // Its tests say that they are skipped where there is none.
  if (!existsSync(pgbouncer)) installPackage('pgbouncer', 'the tests of a connection pooler');
  for (const { name, projects } of vitestRuns) counts.push({ name, ...(await vitest(name, projects)) });
  const browser =
    ensureChromium() === undefined ? broken('Chromium could not be installed') : vitest('browser', ['e2e']);
  counts.push({ name: 'browser', ...(await browser) });
  return conclude(counts);
}

async function vitest(name: string, projects: readonly string[]): Promise<Tally> {
  say(`\n── ${name} tests`);
  const outputFile = join(resultsDir, `${name}.json`);
  const code = await runInSight(tool('vitest'), [
    'run',
    ...projects.map((project) => `--project=${project}`),
    ...['--reporter=default', '--reporter=./tooling/vitest/tally-reporter.ts', `--outputFile=${outputFile}`],
  ]);
  const text = await readFile(outputFile, 'utf8').catch(() => undefined);
  if (text === undefined) return broken(`the ${name} tests came to no end`);
  const tally = tallySchema.parse(JSON.parse(text));
  if (code === 0 || tally.failures.length > 0) return tally;
  return { ...broken(`the ${name} tests ended with code ${code}`), passed: tally.passed };
}

function broken(what: string): Tally {
  return { passed: 0, failures: [{ what, why: 'Its own words are above.' }] };
}

/** Turbo calls the package manager by its name; npx is what puts that on PATH on a machine that only has Node. */
async function typecheck(): Promise<number> {
  const manifest: unknown = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8'));
  const { packageManager } = z.object({ packageManager: z.string() }).parse(manifest);
  return runInSight('npx', ['--yes', packageManager, 'run', 'typecheck']);
}

async function conclude(counts: readonly Count[]): Promise<number> {
  const failures = counts.flatMap((count) => count.failures);
  if (failures.length > 0) say('\n── what failed');
  for (const failure of failures) say(inShort(failure));
  const widest = Math.max(...counts.map(({ name }) => name.length));
  say('');
  for (const { name, passed, failures: failed } of counts) {
    const andFailed = failed.length === 0 ? '' : `, ${failed.length} failed`;
    say(`${name.padEnd(widest)}  ${String(passed).padStart(5)} passed${andFailed}`);
  }
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const summary = `${passed} passed, ${failures.length} failed`;
  await writeFile(join(resultsDir, 'summary.txt'), `${summary}\n`);
  say(summary);
  return failures.length === 0 ? 0 : 1;
}

function inShort({ what, why }: Failure): string {
  return `\n${what}\n${why.split('\n').slice(0, linesOfFailure).join('\n')}`;
}
