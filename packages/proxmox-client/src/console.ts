// The consoles of a VM, each reached over a websocket of the API: the VNC server of its QEMU, and its serial port, behind PVE's
// `termproxy`. The websocket carries the token like any other request, so no browser can open it; whoever calls this stands in between.
import type { Duplex } from 'node:stream';
import type { GuestRef } from '@portal/domain';
import type { buildConnector } from 'undici';
import WebSocket, { createWebSocketStream } from 'ws';
import type { Caller } from './caller.ts';
import { type Failure, toHypervisorError } from './errors.ts';
import { guestPath } from './guests.ts';
import { authorizationOf, defaultLimits, type ProxmoxOptions, parseBaseUrl } from './options.ts';
import { createConnector, isUntrusted } from './tls.ts';
import * as wire from './wire.ts';

/** What the VNC server behind it says, byte by byte, from its version on; closed with the connection. */
export interface GuestConsole {
  readonly stream: Duplex;
  /** Of VNC's own sign-in, which uses its first eight characters. */
  readonly password: string;
}

/** Takes nothing before `signIn`, which it answers with `OK`; then messages, and what the port says as it comes. */
export interface GuestTerminal {
  readonly stream: Duplex;
  readonly signIn: string;
}

/** Reject with `HypervisorError`. `signal` is for the opening alone: what is open ends when it is destroyed. */
export interface GuestConsoles {
  console(ref: GuestRef, signal: AbortSignal): Promise<GuestConsole>;
  /** `port`: such as `serial0`. */
  terminal(ref: GuestRef, port: string, signal: AbortSignal): Promise<GuestTerminal>;
}

/** What VNC sends at once is bounded by its own rectangles; no frame of PVE is as large. */
const maxFrameBytes = 16 * 2 ** 20;

/** As Node's `http.request` takes it. */
type Connecting = (options: object, ready: (error: Error | null, socket?: Duplex) => void) => void;

const failureOf = (cause: Error, signal: AbortSignal): Failure => {
  if (signal.aborted) return { kind: 'notSent', because: 'timeout', cause };
  return { kind: 'notSent', because: isUntrusted(cause) ? 'untrusted' : 'unreachable', cause };
};

export const createConsoles = (caller: Caller, options: ProxmoxOptions): GuestConsoles => {
  const base = parseBaseUrl(options.url);
  const authorization = authorizationOf(options.tokenId, options.tokenSecret);
  const limits = { ...defaultLimits, ...options.limits };
  let connect: buildConnector.connector | null = null;
  const createConnection: Connecting = (_options, ready) => {
    const { protocol, hostname, host, port } = base;
    connect ??= createConnector(options.tls, limits.connectTimeoutMs, options.log);
    connect({ protocol, hostname, host, port: port || '443' }, (error, socket) =>
      error === null ? ready(null, socket) : ready(error),
    );
  };

  const upgrade = (
    ref: GuestRef,
    { port, ticket }: { readonly port: number; readonly ticket: string },
    signal: AbortSignal,
  ): Promise<Duplex> => {
    const path = `${guestPath(ref)}/vncwebsocket`;
    const query = new URLSearchParams({ port: String(port), vncticket: ticket });
    const url = `${base.protocol.replace('http', 'ws')}//${base.host}${base.pathname}${path}?${query}`;
    // The types of `ws` know no connection that comes by a callback.
    const given: object = { createConnection };
    const websocket = new WebSocket(url, 'binary', {
      ...given,
      headers: { authorization },
      perMessageDeflate: false,
      handshakeTimeout: limits.readTimeoutMs,
      maxPayload: maxFrameBytes,
    });
    const giveUp = (): void => websocket.terminate();
    signal.addEventListener('abort', giveUp, { once: true });
    return new Promise<Duplex>((resolve, reject) => {
      const fail = (failure: Failure): void => reject(toHypervisorError('GET', path, failure));
      websocket.once('error', (cause) => fail(failureOf(cause, signal)));
      websocket.once('unexpected-response', (_request, { statusCode = 0, statusMessage = '' }) => {
        fail({ kind: 'refused', status: statusCode, text: statusMessage, fields: {} });
        websocket.terminate();
      });
      const stream = createWebSocketStream(websocket);
      stream.on('error', () => stream.destroy());
      // By itself it would wait for somebody to read the end.
      websocket.once('close', () => stream.destroy());
      websocket.once('open', () => resolve(stream));
    }).finally(() => signal.removeEventListener('abort', giveUp));
  };

  return {
    async console(ref, signal) {
      const request = { method: 'POST', path: `${guestPath(ref)}/vncproxy`, params: { websocket: 1 } } as const;
      const opened = await caller.call(request, wire.vncProxy, signal);
      return { stream: await upgrade(ref, opened, signal), password: opened.password ?? opened.ticket };
    },
    async terminal(ref, port, signal) {
      const request = { method: 'POST', path: `${guestPath(ref)}/termproxy`, params: { serial: port } } as const;
      const opened = await caller.call(request, wire.termProxy, signal);
      return { stream: await upgrade(ref, opened, signal), signIn: `${opened.user}:${opened.ticket}\n` };
    },
  };
};
