/**
 * `npm test`: every check there is, static ones first. Each static check counts as one; each vitest test counts as one, and so does a
 * test file that cannot even be loaded. The totals end the output and stand in `test-results/summary.txt` for scripts.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from '../chromium.ts';
import { inheritedEnv } from '../env.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { say } from '../say.ts';

interface Count {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
}

const resultsDir = join(repositoryRoot, 'test-results');

const staticChecks = [
  { name: 'format and lint', command: 'biome', args: ['ci', '--error-on-warnings', '.'] },
  { name: 'types', command: 'turbo', args: ['run', 'typecheck', '--output-logs=errors-only'] },
  { name: 'dead code', command: 'knip', args: [] },
] as const;

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
  for (const { name, command, args } of staticChecks) {
    say(`\n── ${name}`);
    const code = await run(join(repositoryRoot, 'node_modules/.bin', command), args);
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
  const code = await run(join(repositoryRoot, 'node_modules/.bin/vitest'), [
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

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repositoryRoot,
      env: inheritedEnv(),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
