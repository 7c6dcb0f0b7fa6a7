/**
 * Makes websockets of the requests that `vncwebsocket` has admitted, and connects each to the VM: to its serial port, to the
 * drawn screen, or to a real VNC server where the simulator was given one.
 */
import { once } from 'node:events';
import { type IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { Cluster } from '../cluster/cluster.ts';
import type { Vm } from '../cluster/cluster-state.ts';
import { bodylessError } from '../http/api-error.ts';
import type { ApiHandler } from '../http/api-handler.ts';
import type { Services } from '../http/route.ts';
import { errorAnswer, type WireAnswer, writeAnswer } from '../http/wire-answer.ts';
import type { OpenConsole } from './open-consoles.ts';
import { ConnectionEnded } from './take-bytes.ts';
import { serveTerminal } from './terminal.ts';
import { serveDrawnGuest } from './vnc-server.ts';

type Parts = Pick<Services, 'cluster' | 'consoles' | 'tasks' | 'vncServer'> & {
  readonly api: ApiHandler;
  readonly log: (line: string) => void;
};

const apiPrefix = '/api2/json';

const nameOf = (vm: Vm): string => String(vm.config.name ?? 'without a name');

/** Nothing of where it is: whoever uses a VM need not know. */
function linesOf(cluster: Cluster, vm: Vm): readonly string[] {
  const power = vm.paused ? 'suspended' : vm.power;
  return [
    `Simulated VM ${nameOf(vm)}`,
    `of the simulated cluster ${cluster.seed.name}: ${power}`,
    '',
    'No guest runs here. This screen shows what you type.',
    '',
  ];
}

export class ConsoleServer {
  readonly #parts: Parts;
  readonly #websockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  readonly upgrade = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', 'http://simulator');
    const path = url.pathname.slice(apiPrefix.length);
    const { answer, parameters } = await this.#parts.api.handle(request, path, url.search.slice(1));
    if (answer.status !== 200) return refuse(request, socket, answer);
    const console = this.#parts.consoles.take(String(parameters.vncticket));
    const vm = console === null ? undefined : this.#parts.cluster.vm(console.vmid);
    if (console === null || vm === undefined) {
      return refuse(request, socket, errorAnswer(bodylessError(500, 'connection refused'), false));
    }
    this.#websockets.handleUpgrade(request, socket, head, (websocket) => {
      void this.#serve(createWebSocketStream(websocket), console, vm);
    });
  };

  /** As QEMU: the console ends with the process that it belongs to. */
  async #serve(stream: Duplex, console: OpenConsole, vm: Vm): Promise<void> {
    const { cluster, tasks } = this.#parts;
    const done = tasks.connected(console.upid);
    const { pid } = vm;
    const endWithVm = () => {
      if (vm.power === 'stopped' || vm.pid !== pid || cluster.vm(vm.vmid) !== vm) stream.destroy();
    };
    const leave = cluster.onChange(endWithVm);
    try {
      endWithVm();
      await this.#connect(stream, console, vm);
    } catch (error) {
      if (!(error instanceof ConnectionEnded)) this.#parts.log(`console of ${vm.vmid}: ${String(error)}`);
    } finally {
      leave();
      done();
      stream.destroy();
    }
  }

  async #connect(stream: Duplex, { end, ticket, authId }: OpenConsole, vm: Vm): Promise<void> {
    const { cluster, vncServer } = this.#parts;
    const guest = {
      lines: () => linesOf(cluster, vm),
      onChange: (listener: () => void) => cluster.onChange(listener),
    };
    if (end.kind === 'terminal') {
      const signIn = end.isRefused ? null : `${authId}:${ticket}`;
      await serveTerminal(stream, { lines: guest.lines, config: vm.config }, { ...end, signIn });
    } else if (vncServer !== null) await bridge(stream, vncServer.port);
    else await serveDrawnGuest(stream, guest, { name: nameOf(vm), password: end.password });
  }
}

/** Until either has ended. */
async function bridge(stream: Duplex, port: number): Promise<void> {
  const server = connect(port, '127.0.0.1');
  stream.pipe(server).pipe(stream);
  await Promise.race([once(stream, 'close'), once(server, 'close')]).finally(() => server.destroy());
}

function refuse(request: IncomingMessage, socket: Socket, answer: WireAnswer): void {
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  writeAnswer(response, answer);
}
