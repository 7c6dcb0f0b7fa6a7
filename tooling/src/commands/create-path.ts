/**
 * `node tooling/bootstrap.mjs create-path`: through which source files of ours a create passes. A whole portal is started as
 * `npm start` does, warmed by one create, and left alone for a minute; then a VM is asked for as the page asks for it, and another
 * over REST. A file is passed if one of its functions ran more often between the press and `running` than in the idle minute.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type InspectedProcess, inspectProcess } from '../coverage/inspected-process.ts';
import { type Counts, countByFile } from '../coverage/source-files.ts';
import { inheritedEnv, inspectableChildren } from '../env.ts';
import { freePort } from '../free-port.ts';
import { startNodeService } from '../portal/node-service.ts';
import { loadSecrets } from '../portal/secrets.ts';
import { type Demo, startPortal } from '../portal/start-portal.ts';
import { apiFolder } from '../repository.ts';
import { say } from '../say.ts';

const START_DEADLINE_MS = 10 * 60_000;
const IDLE_MS = 65_000;
const LOOK_AGAIN_MS = 250;
const RUNNING_DEADLINE_MS = 120_000;

const deploymentSchema = z.object({ id: z.string(), status: z.string() });
const answerSchema = z.object({ result: z.object({ data: z.object({ json: deploymentSchema }) }) });

/** What is asked for: the same each time. */
const wanted = { templateId: 'debian-13', ticket: 'CASE-1' };

async function ask(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(RUNNING_DEADLINE_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** A second apps/api that answers requests and works on nothing, so that a request and the work can be told apart. */
async function startFacade(demo: Demo, dataDir: string, secretsKey: string) {
  const port = await freePort(0);
  const logFile = join(dataDir, 'logs/facade.log');
  const service = await startNodeService({
    name: 'apps/api without a worker',
    args: [join(apiFolder, 'src/main.ts')],
    cwd: apiFolder,
    env: {
      ...inheritedEnv(),
      ...{ NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ROLES: 'rest', PORTAL_URL: demo.portalUrl },
      DATABASE_APP_URL: demo.databaseUrl,
      SECRETS_KEY: secretsKey,
    },
    logFile,
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    isReady: (status) => status === 200,
    signal: AbortSignal.timeout(START_DEADLINE_MS),
  });
  return { ...service, logFile, origin: `http://127.0.0.1:${port}` };
}

/** Presses Create as the page does, with a session. */
async function createInPortal({ portalUrl, signIns: [person] }: Demo): Promise<() => Promise<string>> {
  if (person === undefined) throw new Error('Nobody can sign in.');
  const headers = { origin: portalUrl, 'content-type': 'application/json' };
  const body = JSON.stringify({ email: person.email, password: person.password });
  const signedIn = await fetch(`${portalUrl}/api/auth/sign-in/email`, { method: 'POST', headers, body });
  const cookie = signedIn.headers.getSetCookie().map((set) => set.split(';')[0]);
  return async () => {
    const answer = await ask(`${portalUrl}/api/trpc/deployments.create`, {
      method: 'POST',
      headers: { ...headers, cookie: cookie.join('; ') },
      body: JSON.stringify({ json: wanted }),
    });
    return answerSchema.parse(answer).result.data.json.id;
  };
}

async function untilRunning(origin: string, token: string, id: string): Promise<void> {
  for (const deadline = Date.now() + RUNNING_DEADLINE_MS; Date.now() < deadline; await pause(LOOK_AGAIN_MS)) {
    const answer = await ask(`${origin}/api/deployments/${id}`, { headers: { authorization: `Bearer ${token}` } });
    const { status } = deploymentSchema.parse(answer);
    if (status === 'running') return;
    if (status === 'failed') throw new Error(`The VM ${id} failed.`);
  }
  throw new Error(`The VM ${id} was not running in time.`);
}

interface Passed {
  /** Files with a function that ran more often than in the idle minute. */
  readonly passed: readonly string[];
  /** Files that ran too, no more often than then. */
  readonly background: readonly string[];
}

function passedThrough(idle: Counts, counted: Counts): Passed {
  const isOften = (file: string) =>
    [...(counted.get(file) ?? [])].some(([place, count]) => count > (idle.get(file)?.get(place) ?? 0));
  const files = [...counted.keys()].sort();
  return { passed: files.filter(isOften), background: files.filter((file) => !isOften(file)) };
}

type Role = 'web' | 'worker' | 'api';

async function measure(demo: Demo, dataDir: string, resources: AsyncDisposableStack): Promise<Record<Role, Passed>> {
  const { secretsKey, demoAdminApiToken: token } = await loadSecrets(dataDir);
  const facade = await startFacade(demo, dataDir, secretsKey);
  resources.defer(() => facade.stop());
  const log = (name: string) => join(dataDir, 'logs', `${name}.log`);
  const { web, api } = demo.pids;
  if (web === null || api === null) throw new Error('The portal is not complete.');
  const processes: Record<Role, InspectedProcess> = {
    web: await inspectProcess(web, log('web')),
    worker: await inspectProcess(api, log('api')),
    api: await inspectProcess(facade.pid, facade.logFile),
  };
  for (const inspected of Object.values(processes)) resources.defer(() => inspected.close());
  const take = async (role: Role) => countByFile(await processes[role].takeRuns());
  const press = await createInPortal(demo);
  const overRest = async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(wanted) };
    return deploymentSchema.parse(await ask(`${facade.origin}/api/deployments`, init)).id;
  };
  // Whether a VM runs is asked of the process that is not measured then.
  const inPortal = async () => untilRunning(facade.origin, token, await press());
  const inFacade = async () => untilRunning(demo.portalUrl, token, await overRest());

  say('Warming up: one VM through each');
  await inPortal();
  await inFacade();
  for (const role of ['web', 'worker', 'api'] as const) await take(role);
  say('Leaving it alone for a minute');
  await pause(IDLE_MS);
  const idle = { web: await take('web'), worker: await take('worker'), api: await take('api') };
  say('Creating a VM');
  await inPortal();
  const pressed = { web: await take('web'), worker: await take('worker') };
  await take('api');
  await inFacade();
  return {
    web: passedThrough(idle.web, pressed.web),
    worker: passedThrough(idle.worker, pressed.worker),
    api: passedThrough(idle.api, await take('api')),
  };
}

/** `packages/db/src`: a.ts, b.ts; one line a folder. */
function byFolder(files: readonly string[]): string {
  const folderOf = (file: string) => /^(?:apps|packages)\/[^/]+/.exec(file)?.[0] ?? '.';
  const grouped = Map.groupBy(files, folderOf);
  return [...grouped]
    .map(
      ([folder, inside]) =>
        `  - \`${folder}\` (${inside.length}): ${inside.map((file) => file.slice(folder.length + 1)).join(', ')}`,
    )
    .join('\n');
}

function reportOf(found: Record<Role, Passed>): string {
  const all = new Set([...found.web.passed, ...found.worker.passed]);
  const line = (role: Role, what: string) =>
    `- **${what}: ${found[role].passed.length} files** (and ${found[role].background.length} that an idle minute runs as often)\n${byFolder(found[role].passed)}`;
  return [
    `**A create in the portal passes through ${all.size} files** of ours, web and worker together.`,
    '',
    line('web', 'Web, from the press to its answer'),
    line('worker', 'Worker, until `running`'),
    line('api', 'Not counted above: REST in apps/api, from the request to its answer'),
  ].join('\n');
}

export async function createPath(): Promise<number> {
  await using resources = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-create-path-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  inspectableChildren();
  const portal = await startPortal({
    dataDir,
    env: { PORTAL_HOST: 'localhost' },
    ports: { web: 0, api: 0, simulator: 0, postgres: 0 },
    mode: 'production',
    throwaway: false,
    readable: true,
    report: say,
    signal: AbortSignal.timeout(START_DEADLINE_MS),
  });
  resources.defer(() => portal.stop());
  say(reportOf(await measure(portal.demo, dataDir, resources)));
  return 0;
}
