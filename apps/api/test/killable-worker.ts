// A real worker process that is killed (SIGKILL) once at every moment of its work, or at chosen ones, and started again each
// time. Moments are found as they come: a label that this stage of the deployment's life has not seen yet is where it dies.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { apiEnvironment } from './api-environment.ts';
import { type Moment, type Side, startDatabaseProxy, startPveProxy } from './faulty-proxies.ts';
import type { Stack } from './stack.ts';

const script = fileURLToPath(new URL('./waiting-worker.ts', import.meta.url));

/** What lives for a second need not be compiled well. */
const hasty = ['--liftoff-only', '--max-semi-space-size=64'];

const throughPort = (url: string, port: number): string => Object.assign(new URL(url), { port: String(port) }).href;

const environmentOf = (stack: Stack, ports: { readonly database: number; readonly pve: number }) => ({
  ...apiEnvironment(stack),
  ROLES: 'worker',
  LOG_LEVEL: 'silent',
  DATABASE_URL: throughPort(stack.ownerUrl, ports.database),
  DATABASE_APP_URL: throughPort(stack.appUrl, ports.database),
  PVE_URL: throughPort(stack.simulator.url, ports.pve),
  OBSERVE_INTERVAL_MS: '3600000',
  CLAIM_MS: '20000',
});

/** Where the one deployment stands, told apart finely enough that each of its commits has a label of its own. */
const standing = async (stack: Stack): Promise<string> => {
  const { rows } = await stack.owner.query<{ place: string }>(
    `SELECT concat_ws(' ', d.status, s.operation, s.name, CASE WHEN s.upid IS NOT NULL THEN 'with task' END) AS place
     FROM deployments AS d LEFT JOIN deployment_steps AS s ON s.deployment_id = d.id AND s.status = 'running'`,
  );
  return `commit of ${rows[0]?.place ?? 'nothing'}`;
};

/** What a worker asks as it starts, whatever there is to do: it dies there once in its life and not once a stage. */
const ofTheStart = /\/(version|cluster\/resources)$/;

export interface KillableWorker extends AsyncDisposable {
  /** From here on, each label is a place to die at once more. */
  beginStage(name: string): void;
  /** Where it died so far: `stage: before POST /nodes/N/…`. */
  readonly deaths: readonly string[];
}

/** `only` chooses the moments to die at, by the same words as `deaths`. */
export const startKillableWorker = async (stack: Stack, only?: readonly string[]): Promise<KillableWorker> => {
  await using acquired = new AsyncDisposableStack();
  const seen = new Set<string>();
  const deaths: string[] = [];
  let stage = '';
  let living: ChildProcess | null = null;
  let closing = false;

  const isNew = (label: string, side: Side): boolean => {
    const key = ofTheStart.test(label) ? `${side} ${label}` : `${stage}: ${side} ${label}`;
    if (closing || seen.has(key) || only?.includes(key) === false) return false;
    seen.add(key);
    deaths.push(key);
    return true;
  };
  /** A request of a worker that has died meanwhile is nobody's any more. */
  const moment: Moment = async (label, side) => {
    const asker = living;
    if (asker === null) return false;
    if (!isNew(label, side)) return true;
    living = null;
    asker.kill('SIGKILL');
    return false;
  };
  const pve = acquired.use(await startPveProxy(new URL(stack.simulator.url), moment));
  const database = acquired.use(
    await startDatabaseProxy(new URL(stack.ownerUrl), { moment, place: () => standing(stack) }),
  );
  const env = environmentOf(stack, { database: database.port, pve: pve.port });

  const load = async (): Promise<ChildProcess> => {
    const child = fork(script, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: hasty });
    await once(child, 'message');
    return child;
  };
  let spare = load();
  const lives = (async () => {
    while (!closing) {
      const child = await spare;
      spare = load();
      living = child;
      child.send('start');
      await once(child, 'exit');
      // The time that a claim lasts passes: there are a hundred deaths.
      await stack.owner.query('UPDATE claims SET expires_at = clock_timestamp()');
    }
  })();
  const resources = acquired.move();
  return {
    deaths,
    beginStage(name) {
      stage = name;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      living?.kill('SIGKILL');
      await lives;
      (await spare).kill('SIGKILL');
      await resources.disposeAsync();
    },
  };
};
