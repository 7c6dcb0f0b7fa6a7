/**
 * Puts the simulator together and starts it: cluster, tasks, API and control on one port. The state file, where there
 * is one, decides over the seed: it is what an earlier run of the same cluster left behind.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { AccessControl } from './cluster/access-control.ts';
import { Broadcast } from './cluster/broadcast.ts';
import { Cluster } from './cluster/cluster.ts';
import { PowerEvents } from './cluster/guest-power.ts';
import { GuestProcesses } from './cluster/guest-processes.ts';
import { readStateFile, StateFile } from './cluster/state-file.ts';
import { ConsoleServer } from './console/console-server.ts';
import { OpenConsoles, type RealVncServer } from './console/open-consoles.ts';
import type { SimulatorControl } from './control/control-commands.ts';
import { HttpFaults } from './control/http-faults.ts';
import { localControl } from './control/local-control.ts';
import { RequestLog } from './control/request-log.ts';
import { ApiHandler } from './http/api-handler.ts';
import { Daemon, NodeDaemons } from './http/daemon.ts';
import { Port } from './http/port.ts';
import { RequestListener } from './http/request-listener.ts';
import { Router } from './http/router.ts';
import { routeTable } from './routes/route-table.ts';
import type { ClusterSeed } from './seed/cluster-seed.ts';
import { asRelease, type PveRelease } from './seed/release.ts';
import { TaskEngine } from './tasks/task-engine.ts';
import { TaskFaults } from './tasks/task-faults.ts';
import { VmLocks } from './tasks/vm-locks.ts';
import type { SimulatorTiming } from './timing.ts';

export interface StartSimulatorOptions {
  readonly host?: string;
  /** 0 or absent takes any free port. */
  readonly port?: number;
  readonly stateFile?: string;
  readonly cluster: ClusterSeed;
  /** Another release than the seed's, with the privileges of that release. */
  readonly release?: PveRelease;
  readonly timing?: Partial<SimulatorTiming>;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** A real VNC server behind every console, in place of the drawn screens. */
  readonly vncServer?: RealVncServer;
  readonly log?: (line: string) => void;
}

export interface Simulator {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly control: SimulatorControl;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** As pveproxy: idle connections go after 5 s, and a connection serves 100 requests. */
const keepAliveMs = 5_000;
const requestsPerConnection = 100;

interface Parts {
  readonly listener: RequestListener;
  readonly consoles: ConsoleServer;
  readonly control: SimulatorControl;
  /** Stops every timer and writes the state. */
  stop(): void;
}

function assemble(options: StartSimulatorOptions, port: Port): Parts {
  const seed = options.release === undefined ? options.cluster : asRelease(options.cluster, options.release);
  const cluster = new Cluster(seed, options.timing);
  const saved = options.stateFile === undefined ? null : readStateFile(options.stateFile);
  if (saved !== null) cluster.importState(saved);
  const stateFile =
    options.stateFile === undefined ? null : new StateFile(options.stateFile, () => cluster.exportState());
  cluster.onChange(() => stateFile?.schedule());
  const access = new AccessControl(seed, cluster.majorVersion, (vmid) => cluster.vm(vmid)?.pool ?? null);
  const broadcast = new Broadcast(cluster);
  const locks = new VmLocks();
  const taskFaults = new TaskFaults();
  const tasks = new TaskEngine(cluster, locks, taskFaults);
  const powerEvents = new PowerEvents(cluster);
  const httpFaults = new HttpFaults();
  const requestLog = new RequestLog();
  const daemon = new Daemon();
  const nodeDaemons = new NodeDaemons();
  const shared = { cluster, broadcast, locks, tasks, daemon, nodeDaemons };
  const consoles = new OpenConsoles();
  const vncServer = options.vncServer ?? null;
  const control = localControl({ ...shared, access, taskFaults, httpFaults, requestLog, port });
  const router = new Router(routeTable(cluster.majorVersion));
  const api = new ApiHandler({ ...shared, access, guestProcesses: new GuestProcesses(), consoles, vncServer }, router);
  const log = options.log ?? (() => undefined);
  tasks.resume();
  powerEvents.resume();
  return {
    listener: new RequestListener({ api, access, cluster, control, httpFaults, requestLog, port, log }),
    consoles: new ConsoleServer({ cluster, consoles, tasks, vncServer, api, log }),
    control,
    stop: () => {
      tasks.close();
      powerEvents.close();
      broadcast.close();
      stateFile?.flush();
    },
  };
}

function createServer(options: StartSimulatorOptions): Server {
  const settings = { keepAliveTimeout: keepAliveMs, maxHeaderSize: 64 * 1024 };
  const server =
    options.tls === undefined ? createHttpServer(settings) : createHttpsServer({ ...settings, ...options.tls });
  server.maxRequestsPerSocket = requestsPerConnection;
  return server;
}

export async function startSimulator(options: StartSimulatorOptions): Promise<Simulator> {
  const server = createServer(options);
  const host = options.host ?? '127.0.0.1';
  const port = new Port(server, host);
  const parts = assemble(options, port);
  server.on('request', parts.listener.listen);
  server.on('upgrade', (request, socket: Socket, head) => void parts.consoles.upgrade(request, socket, head));
  await port.open(options.port ?? 0).catch((error: unknown) => {
    parts.stop();
    throw error;
  });
  let closing: Promise<void> | null = null;
  const close = () => {
    if (closing === null) {
      parts.stop();
      closing = port.close();
    }
    return closing;
  };
  const scheme = options.tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port.number}`,
    port: port.number,
    control: parts.control,
    close,
    [Symbol.asyncDispose]: close,
  };
}
