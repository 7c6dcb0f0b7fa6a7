/** `pnpm soak`: see `options.ts`. Prints its progress and, at the end, the figures that must be zero. */
import { setTimeout as wait } from 'node:timers/promises';
import { startChaos } from './chaos.ts';
import { duplicatesNow, judge, others, type Verdict } from './judge.ts';
import { type Progress, runLoad } from './load.ts';
import { readOptions, type SoakOptions, usage } from './options.ts';
import { type Stage, setStage } from './stage.ts';
import { startKillableWorker } from './worker-process.ts';

const MINUTE_MS = 60_000;
const SAMPLE_EVERY_MS = 1_000;
/** By then the first VMs are under way. */
const OUTAGE_AFTER_MS = 8_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Looks for doubles until told to stop. */
const watchDoubles = (stage: Stage) => {
  const stopping = new AbortController();
  const found = new Set<string>();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      for (const id of await duplicatesNow(stage)) found.add(id);
      await wait(SAMPLE_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop(): Promise<ReadonlySet<string>> {
      stopping.abort();
      await watching;
      return found;
    },
  };
};

const teller = (): ((progress: Progress) => void) => {
  let told = 0;
  return ({ created, deleted, failedOnce }) => {
    if (deleted < told + 50) return;
    told = deleted;
    say(`${created} asked for, ${deleted} deleted again, ${failedOnce} failed on the way`);
  };
};

const outage = async (stage: Stage, seconds: number): Promise<void> => {
  if (seconds === 0) return;
  await wait(OUTAGE_AFTER_MS);
  say(`the database is gone for ${seconds} s`);
  await stage.stopDatabase();
  await wait(seconds * 1000);
  await stage.startDatabase();
  say('the database is back');
};

const run = async (options: SoakOptions, resources: AsyncDisposableStack): Promise<Verdict> => {
  const stage = await setStage(resources);
  const before = await others(stage);
  const chaos = await startChaos(stage.simulator.control, options.faults);
  const worker = startKillableWorker(stage.workerEnvironment, options.killEverySeconds);
  resources.defer(() => worker.stop());
  const doubles = watchDoubles(stage);
  const begun = Date.now();
  const until = begun + options.minutes * MINUTE_MS;
  const [progress] = await Promise.all([
    runLoad(stage, { count: options.count, until, onProgress: teller() }),
    outage(stage, options.databaseOutageSeconds),
  ]);
  await chaos.stop();
  const duplicates = await doubles.stop();
  const { requestsServed, tasksTotal } = await stage.simulator.control.stats();
  const { deleted, failedOnce, askedAgain } = progress;
  const seconds = Math.round((Date.now() - begun) / 1000);
  say(`${deleted} of ${options.count} made and deleted in ${seconds} s, ${failedOnce} of them after a failure`);
  say(`${requestsServed} requests and ${tasksTotal} tasks, ${options.faults * 100} % of them spoilt`);
  say(`${worker.deaths()} deaths of the worker; people asked again ${askedAgain} times`);
  return judge(stage, { duplicates, others: before });
};

const main = async (): Promise<number> => {
  let options: SoakOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  await using resources = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void resources.disposeAsync().finally(() => process.exit(1)));
  }
  const verdict = await run(options, resources);
  for (const [what, count] of Object.entries(verdict)) say(`${what.padEnd(10)} ${count}`);
  return Object.values(verdict).every((count) => count === 0) ? 0 : 1;
};

// Not left to Node: the schema engine of the migrations keeps a finished process alive.
process.exit(await main());
