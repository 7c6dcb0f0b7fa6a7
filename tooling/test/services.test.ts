/** The portal's processes come back when they die, and go when they should. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { freePort } from '../src/free-port.ts';
import { startNodeService } from '../src/portal/node-service.ts';
import { choosePorts, type PortalPorts, type PortChoice, portSettings } from '../src/portal/ports.ts';
import { supervise } from '../src/portal/supervise.ts';
import { identify, isRunning } from '../src/process-identity.ts';
import { repositoryRoot } from '../src/repository.ts';
import { temporaryFolder } from './temporary-folder.ts';

const never = new AbortController().signal;
const patience = { timeout: 60_000, interval: 20 };

/** Options for a small HTTP server as a service. */
async function serviceOptions(folder: string) {
  const script = join(folder, 'service.mjs');
  const port = await freePort();
  writeFileSync(
    script,
    `import { createServer } from 'node:http';
     createServer((_, response) => response.end('here')).listen(${port}, '127.0.0.1');`,
  );
  return {
    name: 'the service',
    args: [script],
    cwd: folder,
    env: {},
    logFile: join(folder, 'service.log'),
    readyUrl: `http://127.0.0.1:${port}/`,
    isReady: (status: number) => status === 200,
    signal: never,
  };
}

test('a service that is killed is reported and started again, until it is stopped', async () => {
  using folder = temporaryFolder();
  const options = await serviceOptions(folder.path);
  const reports: string[] = [];
  const service = await supervise({
    name: options.name,
    start: (signal) => startNodeService({ ...options, signal }),
    signal: never,
    report: (line) => reports.push(line),
    onRestart: async () => undefined,
  });
  const first = service.pid();
  if (first === undefined) throw new Error('The service does not run.');
  process.kill(first, 'SIGKILL');
  await vi.waitUntil(() => service.pid() !== undefined && service.pid() !== first, patience);
  expect(reports.join('\n')).toContain('the service ended unexpectedly (SIGKILL)');
  const second = service.pid() ?? 0;
  await service.stop();
  expect(identify(second)).toBeUndefined();
});

test('a service that cannot start says so with the end of its log', async () => {
  using folder = temporaryFolder();
  const options = await serviceOptions(folder.path);
  writeFileSync(join(folder.path, 'service.mjs'), `throw new Error('no configuration');`);
  await expect(startNodeService(options)).rejects.toThrow(/did not start: it ended \(code 1\).*no configuration/s);
});

test('a service does not outlive a supervisor that was killed', async () => {
  using folder = temporaryFolder();
  const options = await serviceOptions(folder.path);
  const supervisor = join(folder.path, 'supervisor.ts');
  const module = join(repositoryRoot, 'tooling/src/portal/node-service.ts');
  const { isReady: _, signal: __, ...plain } = options;
  writeFileSync(
    supervisor,
    `import { startNodeService } from ${JSON.stringify(module)};
     const signal = new AbortController().signal;
     const service = await startNodeService({ ...${JSON.stringify(plain)}, isReady: () => true, signal });
     console.log(service.pid);`,
  );
  const parent = spawn(process.execPath, [supervisor], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const service = identify(Number(line));
  if (service === undefined) throw new Error(readFileSync(options.logFile, 'utf8'));
  parent.kill('SIGKILL');
  await vi.waitUntil(() => !isRunning(service), patience);
});

const listening = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, [Symbol.dispose]: () => void server.close() };
};

const any = { web: 0, api: 0, simulator: 0, postgres: 0 } as const;

const choose = async (wanted: Partial<PortalPorts>, more: Partial<PortChoice> = {}) => {
  const reports: string[] = [];
  const report = (line: string) => reports.push(line);
  return {
    ports: await choosePorts({ wanted: { ...any, ...wanted }, fixed: [], external: [], report, ...more }),
    reports,
  };
};

test('a port that is taken is replaced by the next free one, and that is said', async () => {
  using other = await listening();
  const { ports, reports } = await choose({ web: other.port });
  expect(ports.web).toBeGreaterThan(other.port);
  expect(reports).toEqual([`Port ${other.port} is taken: the portal uses ${ports.web} instead`]);
});

test('a port that was set on purpose is not replaced: it is refused by its variable’s name', async () => {
  using other = await listening();
  const { wanted, fixed } = portSettings({ PORT: other.port });
  expect(fixed).toEqual(['web']);
  await expect(choose(wanted, { fixed })).rejects.toThrow(new RegExp(`^PORT: port ${other.port} is in use.`));
});

test('one port cannot be set for two parts', async () => {
  const port = await freePort();
  const { wanted, fixed } = portSettings({ PORT: port, API_PORT: port });
  await expect(choose(wanted, { fixed })).rejects.toThrow(`API_PORT: ${port} is the port of the portal already.`);
});

test('what moves makes way for what was set on purpose', async () => {
  const port = await freePort();
  const { ports } = await choose({ web: port, api: port }, { fixed: ['api'] });
  expect(ports.api).toBe(port);
  expect(ports.web).not.toBe(port);
});

test('two parts that want the same port get different ones', async () => {
  const wanted = await freePort();
  const { ports } = await choose({ web: wanted, api: wanted });
  expect(ports.web).not.toBe(ports.api);
});

test('the second simulator takes the port after the first one, or the next free one', async () => {
  const { ports } = await choose({ simulator: await freePort() });
  expect(ports.branchSimulator).toBeGreaterThan(ports.simulator);
});

test('the port of a part that is not started here is not asked for', async () => {
  const wanted = await freePort();
  const all = { web: wanted, simulator: wanted, postgres: wanted };
  const { reports } = await choose(all, {
    external: ['simulator', 'branchSimulator', 'postgres'],
    fixed: ['web', 'simulator', 'postgres'],
  });
  expect(reports).toEqual([]);
});
