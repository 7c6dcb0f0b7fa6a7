// The consoles of a VM, each reached over a websocket of the API: the VNC server of its QEMU, and its serial port, behind PVE's
// `termproxy`. The websocket carries the token like any other request, so no browser can open it; whoever calls this stands in between.
import type { Duplex } from 'node:stream';
import type { GuestRef } from '@portal/domain';
import type { buildConnector } from 'undici';
import type { Caller } from './caller.ts';
import { type Failure, toHypervisorError } from './errors.ts';
import { guestPath } from './guests.ts';
import { authorizationOf, defaultLimits, type ProxmoxOptions, parseBaseUrl } from './options.ts';
import { createConnector, isUntrusted } from './tls.ts';
import { openWebSocket, UpgradeRefusedError } from './websocket.ts';
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

const failureOf = (cause: unknown, signal: AbortSignal): Failure => {
  if (cause instanceof UpgradeRefusedError) {
    return { kind: 'refused', status: cause.status, text: cause.message, fields: {} };
  }
  if (signal.aborted) return { kind: 'notSent', because: 'timeout', cause };
  return { kind: 'notSent', because: isUntrusted(cause) ? 'untrusted' : 'unreachable', cause };
};

export const createConsoles = (caller: Caller, options: ProxmoxOptions): GuestConsoles => {
  const { protocol, hostname, host, port, pathname } = parseBaseUrl(options.url);
  const authorization = authorizationOf(options.tokenId, options.tokenSecret);
  const { connectTimeoutMs } = { ...defaultLimits, ...options.limits };
  let connector: buildConnector.connector | null = null;
  const connect = (): Promise<Duplex> => {
    connector ??= createConnector(options.tls, connectTimeoutMs, options.log);
    const connected = Promise.withResolvers<Duplex>();
    connector({ protocol, hostname, host, port: port || '443' }, (error, socket) =>
      error === null ? connected.resolve(socket) : connected.reject(error),
    );
    return connected.promise;
  };

  const upgrade = async (
    ref: GuestRef,
    opened: { readonly port: number; readonly ticket: string },
    signal: AbortSignal,
  ): Promise<Duplex> => {
    const path = `${guestPath(ref)}/vncwebsocket`;
    const query = new URLSearchParams({ port: String(opened.port), vncticket: opened.ticket });
    try {
      const opening = {
        socket: await connect(),
        host,
        path: `${pathname}${path}?${query}`,
        headers: { authorization },
      };
      return await openWebSocket(opening, signal);
    } catch (error) {
      throw toHypervisorError('GET', path, failureOf(error, signal));
    }
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
