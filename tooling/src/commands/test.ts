/**
 * `npm test`: every check there is, static ones first. Each static check counts as one; each vitest test counts as one, and so does a
 * test file that cannot even be loaded. The totals end the output and stand in `test-results/summary.txt` for scripts.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from '../chromium.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { runInSight, tool } from '../run-command.ts';
import { say } from '../say.ts';

interface Count {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
}

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
    const code = await check();
    counts.push({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });
  }
  for (const { name, projects } of vitestRuns) counts.push(await vitest(name, projects));
  counts.push(
    ensureChromium() === undefined ? { name: 'browser', passed: 0, failed: 1 } : await vitest('browser', ['e2e']),
  );
  return conclude(counts);
}

async function vitest(name: string, projects: readonly string[]): Promise<Count> {
  say(`\n── ${name} tests`);
  const reportFile = join(resultsDir, `${name}.json`);
  const code = await runInSight(tool('vitest'), [
    'run',
    ...projects.map((project) => `--project=${project}`),
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
  ]);
  const report = await readReport(reportFile);
  if (report === undefined) return { name, passed: 0, failed: 1 };
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + unloadable.length;
  // An error outside of any test fails the run without failing a test.
  return { name, passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

async function readReport(file: string): Promise<z.infer<typeof reportSchema> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : reportSchema.parse(JSON.parse(text));
}

/** Turbo calls the package manager by its name; npx is what puts that on PATH on a machine that only has Node. */
async function typecheck(): Promise<number> {
  const manifest: unknown = JSON.parse(await readFile(join(repositoryRoot, 'package.json'), 'utf8'));
  const { packageManager } = z.object({ packageManager: z.string() }).parse(manifest);
  return runInSight('npx', ['--yes', packageManager, 'run', 'typecheck']);
}

async function conclude(counts: readonly Count[]): Promise<number> {
  const widest = Math.max(...counts.map(({ name }) => name.length));
  say('');
  for (const { name, passed, failed } of counts) {
    say(`${name.padEnd(widest)}  ${String(passed).padStart(5)} passed${failed === 0 ? '' : `, ${failed} failed`}`);
  }
  const total = (key: 'passed' | 'failed') => counts.reduce((sum, count) => sum + count[key], 0);
  const summary = `${total('passed')} passed, ${total('failed')} failed`;
  await writeFile(join(resultsDir, 'summary.txt'), `${summary}\n`);
  say(summary);
  return total('failed') === 0 ? 0 : 1;
}
