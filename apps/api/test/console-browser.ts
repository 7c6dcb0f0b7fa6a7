// A browser at the console, as noVNC is one: it brings a ticket, is let in without a password, sees pictures and types.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createEdgeServer } from '@portal/api/edge';
import { createServices } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { createProxmoxHypervisor } from '@portal/proxmox-client';
import { demoTokenId } from '@portal/pve-simulator';
import { closedSender, silentLog } from '@portal/testing';
import { type ConsoleKind, consoleProtocols } from '@portal/types';
import WebSocket, { createWebSocketStream } from 'ws';
import { type ConsoleEndpointOptions, createConsoleEndpoint } from '../src/console/console-endpoint.ts';
import { takeBytes } from '../src/console/take-bytes.ts';
import { signedIn } from './signed-in.ts';
import { createStack, type Stack, tokenSecret } from './stack.ts';

export const portalOrigin = 'https://portal.example.com';
const patienceMs = 20_000;

/** With an address for browsers. */
export const withConsoles = (stack: Stack): Stack => ({
  ...stack,
  services: createServices({
    ...{ words: rendererFor, ...stack.database, ...stack.ports },
    webhookSender: closedSender,
    consoleUrl: 'wss://portal.example.com/console',
  }),
});

export interface ConsoleRelay extends AsyncDisposable {
  readonly url: string;
  /** As a process that ends in order. */
  stop(): Promise<void>;
}

export const hypervisorOf = (stack: Stack) =>
  createProxmoxHypervisor({
    ...{ url: stack.simulator.url, tokenId: demoTokenId, tokenSecret },
    tls: { kind: 'system' },
    log: silentLog,
  });

/** The relay on a port of its own, as `ROLES=console` has it. */
export const startRelay = async (
  stack: Stack,
  more: Partial<Pick<ConsoleEndpointOptions, 'limits'>> = {},
): Promise<ConsoleRelay> => {
  const hypervisor = hypervisorOf(stack);
  const endpoint = createConsoleEndpoint({
    services: stack.services,
    hypervisorOf: () => hypervisor,
    portalOrigin,
    limits: { idleMs: 600_000, longestMs: 600_000 },
    log: silentLog,
    ...more,
  });
  const edge = { handle: () => undefined, ruleOf: () => 'unknown' as const, log: silentLog, trustedProxyHops: 0 };
  const server = createEdgeServer({ ...edge, upgrade: endpoint.upgrade });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/console`,
    stop: () => endpoint.stop(),
    async [Symbol.asyncDispose]() {
      await endpoint.stop();
      server.closeAllConnections();
      server.close();
      await hypervisor.close();
    },
  };
};

export interface ConsoleStage extends AsyncDisposable {
  readonly stack: Stack;
  readonly relay: ConsoleRelay;
  readonly owner: Awaited<ReturnType<typeof signedIn>>;
  /** A VM that runs. */
  readonly id: string;
}

/** A relay, and somebody with a VM. */
export const setStage = async (): Promise<ConsoleStage> => {
  const stack = withConsoles(await createStack());
  const relay = await startRelay(stack);
  // For real, since a ticket lives no longer than its session.
  const owner = await signedIn(stack, await stack.person('admin'));
  const id = await stack.create(owner, 'pbx-01');
  await stack.carry(id, ['running']);
  return {
    ...{ stack, relay, owner, id },
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await stack[Symbol.asyncDispose]();
    },
  };
};

/** What the handshake is answered where it is refused. */
export const refusalAt = async (url: string, origin: string): Promise<number> => {
  const websocket = new WebSocket(url, [consoleProtocols.screen, 'x'.repeat(43)], { origin });
  websocket.on('error', () => undefined);
  const [, response] = await once(websocket, 'unexpected-response');
  websocket.terminate();
  return response.statusCode;
};

interface Rectangle {
  readonly top: number;
  readonly pixels: Buffer;
}

export class ConsoleBrowser implements Disposable {
  readonly #websocket: WebSocket;
  readonly #stream: ReturnType<typeof createWebSocketStream>;
  /** The code and the word that it was closed with. */
  readonly closed: Promise<string>;

  constructor(url: string, ticket: string, kind: ConsoleKind = 'screen') {
    this.#websocket = new WebSocket(url, [consoleProtocols[kind], ticket], { origin: portalOrigin });
    this.#stream = createWebSocketStream(this.#websocket);
    this.#stream.on('error', () => undefined);
    this.closed = once(this.#websocket, 'close').then(([code, reason]) => `${code} ${reason}`);
  }

  take(count: number): Promise<Buffer> {
    return takeBytes(this.#stream, count, AbortSignal.timeout(patienceMs));
  }

  send(...bytes: readonly number[]): void {
    this.#stream.write(Buffer.from(bytes));
  }

  /** Up to the screen: its name. */
  async begin(): Promise<string> {
    this.#stream.write(await this.take(12));
    if ((await this.take(2)).toString('hex') !== '0101') throw new Error('a password is asked for');
    this.send(1);
    await this.take(4);
    this.send(1);
    const screen = await this.take(24);
    return (await this.take(screen.readUInt32BE(20))).toString();
  }

  /** The rectangles that come next. */
  async picture(isIncremental = false): Promise<Rectangle[]> {
    this.send(3, isIncremental ? 1 : 0, 0, 0, 0, 0, 255, 255, 255, 255);
    const rectangles = (await this.take(4)).readUInt16BE(2);
    const drawn: Rectangle[] = [];
    for (let at = 0; at < rectangles; at += 1) {
      const head = await this.take(12);
      const pixels = await this.take(head.readUInt16BE(4) * head.readUInt16BE(6) * 4);
      drawn.push({ top: head.readUInt16BE(2), pixels });
    }
    return drawn;
  }

  /** What a serial port says, up to these words. */
  async until(words: string): Promise<string> {
    let text = '';
    while (!text.endsWith(words)) text += (await this.take(1)).toString();
    return text;
  }

  /** As a terminal types. */
  type(text: string): void {
    this.#stream.write(`0:${Buffer.byteLength(text)}:${text}`);
  }

  press(letter: string): void {
    this.send(4, 1, 0, 0, 0, 0, 0, letter.charCodeAt(0));
    this.send(4, 0, 0, 0, 0, 0, 0, letter.charCodeAt(0));
  }

  [Symbol.dispose](): void {
    this.#websocket.terminate();
  }
}
