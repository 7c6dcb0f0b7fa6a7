/**
 * `npm test`: every check there is, in lanes beside each other: what computes, what waits for servers, and the browser, once the portal
 * is built. Each static check counts as one; each vitest test counts as one, and so does a test file that cannot even be loaded. What
 * failed is told again at the end, before the totals, which also stand in `test-results/summary.txt` for scripts.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureChromium } from '../chromium.ts';
import { installPackage } from '../debian-package.ts';
import { buildWeb } from '../portal/web-build.ts';
import { generatePrismaClient } from '../prisma-client.ts';
import { repositoryRoot } from '../repository.ts';
import { type Beside, runShown, tool } from '../run-command.ts';
import { say } from '../say.ts';
import { type Failure, type Tally, tallySchema } from '../tally.ts';
import { typePrograms } from '../type-programs.ts';

interface Count extends Tally {
  readonly name: string;
}

/** Enough to know which it was, and where: the whole of it stands further up. */
const linesOfFailure = 20;

const BUILD_DEADLINE_MS = 15 * 60_000;

/** Programs that tests work with where they are, and the packages that bring them. */
const programs = [
  { path: '/usr/sbin/pgbouncer', name: 'pgbouncer', purpose: 'the tests of a connection pooler' },
  { path: '/usr/bin/Xvnc', name: 'tigervnc-standalone-server', purpose: 'the test of a real VNC server' },
  { path: '/usr/bin/xev', name: 'x11-utils', purpose: 'the test of a real VNC server' },
];

const resultsDir = join(repositoryRoot, 'test-results');

/** What comes to a count. */
interface Check {
  readonly name: string;
  readonly run: (beside: Beside) => Promise<Tally>;
}

/**
 * What the end waits for comes first at a processor, and what could as well be done later takes what is left: the browser takes the
 * longest, and most of that is one thing after another.
 */
const niceness = { browser: 0, waiting: 2, computing: 4 };

const command =
  (file: string, args: readonly string[]): Check['run'] =>
  async (beside) =>
    (await runShown(file, args, beside)) === 0 ? { passed: 1, failures: [] } : broken(beside.name);

/** What is quick to say what is wrong comes first. The types of the pages are in part made by the build. */
const computing = (built: Promise<void>): readonly Check[] => [
  { name: 'format and lint', run: command(tool('biome'), ['ci', '--error-on-warnings', '.']) },
  { name: 'dead code', run: command(tool('knip'), []) },
  { name: 'unit', run: vitest },
  { name: 'component', run: vitest },
  { name: 'types', run: (beside) => built.then(() => types(beside)) },
];

/** They wait for servers more than they compute. */
const waiting: readonly Check[] = [
  { name: 'contract', run: vitest },
  { name: 'database', run: vitest },
];

export async function test(): Promise<number> {
  await rm(resultsDir, { recursive: true, force: true });
  await mkdir(resultsDir, { recursive: true });
  await generatePrismaClient();
  const built = buildPortal();
  // One after the other, because the system's package manager wants it so.
  const installed = installPrograms();
  const chromium = installed.then(ensureChromium);
  const lanes = [
    inTurn(niceness.computing, computing(built)),
    installed.then(() => inTurn(niceness.waiting, waiting)),
    Promise.all([chromium, built]).then(([path]) =>
      inTurn(niceness.browser, [{ name: 'browser', run: inBrowser(path) }]),
    ),
  ];
  return conclude((await Promise.all(lanes)).flat());
}

async function inTurn(niceness: number, checks: readonly Check[]): Promise<Count[]> {
  const counts: Count[] = [];
  for (const { name, run } of checks) {
    const begun = Date.now();
    say(`${name} │ begins`);
    const tally = await run({ name, niceness });
    say(`${name} │ took ${Math.round((Date.now() - begun) / 1000)} s`);
    counts.push({ name, ...tally });
  }
  return counts;
}

/** Its tests say that they are skipped where there is none. */
async function installPrograms(): Promise<void> {
  for (const { path, name, purpose } of programs) if (!existsSync(path)) await installPackage(name, purpose);
}

/** What fails here fails again, and is told, where the portal is started. */
const buildPortal = (): Promise<void> =>
  buildWeb({ readable: false, report: say, signal: AbortSignal.timeout(BUILD_DEADLINE_MS) }).catch(() => undefined);

const inBrowser =
  (chromium: string | undefined): Check['run'] =>
  async (beside) =>
    chromium === undefined ? broken('Chromium could not be installed') : vitest(beside, 'e2e');

async function vitest(beside: Beside, project: string = beside.name): Promise<Tally> {
  const { name } = beside;
  const outputFile = join(resultsDir, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=./tooling/vitest/tally-reporter.ts'];
  const args = ['run', `--project=${project}`, ...reporters, `--outputFile=${outputFile}`];
  const code = await runShown(tool('vitest'), args, beside);
  const text = await readFile(outputFile, 'utf8').catch(() => undefined);
  if (text === undefined) return broken(`the ${name} tests came to no end`);
  const tally = tallySchema.parse(JSON.parse(text));
  if (code === 0 || tally.failures.length > 0) return tally;
  return { ...broken(`the ${name} tests ended with code ${code}`), passed: tally.passed };
}

function broken(what: string): Tally {
  return { passed: 0, failures: [{ what, why: 'Its own words are above.' }] };
}

async function types(beside: Beside): Promise<Tally> {
  let broke = 0;
  for (const program of typePrograms) broke += await runShown(tool('tsc'), ['-p', program], beside);
  return broke === 0 ? { passed: 1, failures: [] } : broken(beside.name);
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
