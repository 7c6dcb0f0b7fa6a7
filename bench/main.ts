/**
 * `pnpm bench [PART…]`: measures, and writes docs/benchmarks.md. All parts unless told otherwise. `--rows N` tries the audit trail with
 * fewer rows than its figures are about.
 */
import { parseArgs } from 'node:util';
import { AUDIT_ROWS, measureAudit } from './audit/audit.ts';
import { measureBurst } from './burst/burst.ts';
import { idleMemory } from './burst/portal-memory.ts';
import { measureCalls } from './calls/calls.ts';
import { measureConsole } from './console/console.ts';
import { liftRateLimits } from './env.ts';
import { measureList } from './list/list.ts';
import { measureObserve } from './observe/observe.ts';
import { measurePages } from './pages/pages.ts';
import { startMeasuredPortal } from './portal.ts';
import { markdownOf, type PartName, partNames, type Section, writeReport } from './report.ts';
import { measureRunning } from './running/running.ts';
import { say } from './say.ts';

const isPart = (name: string): name is PartName => partNames.some((known) => known === name);

const onPortal: readonly PartName[] = ['running', 'pages', 'burst'];

/** All on one portal, and the memory at rest before either. */
const measureOnPortal = async (wanted: readonly PartName[], resources: AsyncDisposableStack): Promise<Section[]> => {
  const portal = await startMeasuredPortal(resources);
  const idle = await idleMemory(portal);
  const sections: Section[] = [];
  if (wanted.includes('running')) sections.push(await measureRunning(portal));
  if (wanted.includes('pages')) sections.push(await measurePages(portal, resources));
  if (wanted.includes('burst')) sections.push(await measureBurst(portal, idle));
  return sections;
};

interface Wanted {
  readonly parts: readonly PartName[];
  readonly auditRows: number;
}

const measure = async (
  { parts: wanted, auditRows }: Wanted,
  resources: AsyncDisposableStack,
): Promise<readonly Section[]> => {
  const sections: Section[] = [];
  if (wanted.includes('list')) sections.push(await measureList(resources));
  if (wanted.includes('audit')) sections.push(await measureAudit(resources, auditRows));
  if (wanted.includes('observe')) sections.push(await measureObserve(resources));
  if (wanted.includes('calls')) sections.push(await measureCalls(resources));
  if (wanted.includes('console')) sections.push(await measureConsole(resources));
  if (wanted.some((name) => onPortal.includes(name))) sections.push(...(await measureOnPortal(wanted, resources)));
  return sections;
};

/** Null for what cannot be understood. */
const wantedOf = (args: string[]): Wanted | null => {
  try {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { rows: { type: 'string' } } });
    const parts = positionals.filter(isPart);
    const auditRows = Number(values.rows ?? AUDIT_ROWS);
    if (parts.length < positionals.length || !Number.isInteger(auditRows) || auditRows < 1) return null;
    return { parts: parts.length === 0 ? partNames : parts, auditRows };
  } catch {
    return null;
  }
};

const main = async (): Promise<number> => {
  const wanted = wantedOf(process.argv.slice(2));
  if (wanted === null) {
    say(`pnpm bench [${partNames.join('] [')}] [--rows N]`);
    return 2;
  }
  liftRateLimits();
  await using resources = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void resources.disposeAsync().finally(() => process.exit(1)));
  }
  const sections = await measure(wanted, resources);
  await writeReport(sections);
  for (const section of sections) say(`\n${markdownOf(section)}`);
  return 0;
};

// Not left to Node: the schema engine of the migrations keeps a finished process alive.
process.exit(await main());
