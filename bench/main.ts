/** `pnpm bench [PART…]`: measures, and writes docs/benchmarks.md. All parts unless told otherwise. */
import { measureBurst } from './burst/burst.ts';
import { idleMemory } from './burst/portal-memory.ts';
import { measureCalls } from './calls/calls.ts';
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

const measure = async (wanted: readonly PartName[], resources: AsyncDisposableStack): Promise<readonly Section[]> => {
  const sections: Section[] = [];
  if (wanted.includes('list')) sections.push(await measureList(resources));
  if (wanted.includes('observe')) sections.push(await measureObserve(resources));
  if (wanted.includes('calls')) sections.push(await measureCalls(resources));
  if (wanted.some((name) => onPortal.includes(name))) sections.push(...(await measureOnPortal(wanted, resources)));
  return sections;
};

const main = async (): Promise<number> => {
  const args = process.argv.slice(2);
  const chosen = args.filter(isPart);
  if (chosen.length < args.length) {
    say(`pnpm bench [${partNames.join('] [')}]`);
    return 2;
  }
  await using resources = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void resources.disposeAsync().finally(() => process.exit(1)));
  }
  const sections = await measure(chosen.length === 0 ? partNames : chosen, resources);
  await writeReport(sections);
  for (const section of sections) say(`\n${markdownOf(section)}`);
  return 0;
};

// Not left to Node: the schema engine of the migrations keeps a finished process alive.
process.exit(await main());
