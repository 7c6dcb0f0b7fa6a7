// Where browsers connect to consoles: a WebSocket, for the portal's own pages, with a ticket that stands in a header. What is refused after
// that is said by the code that the WebSocket is closed with, since no page can read the answer to a handshake.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { addressHeader, type Upgrade } from '@portal/api/edge';
import type { Services } from '@portal/domain';
import { type ConsoleEnd, type ConsoleKind, consoleEndCodes, consoleProtocols, keysOf } from '@portal/types';
import { type WebSocket, WebSocketServer } from 'ws';
import { browserStream } from './browser-stream.ts';
import { type RelayOptions, relayConsole } from './relay.ts';

const consolePath = '/console';

export interface ConsoleEndpointOptions extends Omit<RelayOptions, 'hypervisor' | 'stopping'> {
  readonly services: Pick<Services, 'consoles' | 'rateLimits'>;
  readonly hypervisorOf: (clusterId: string) => RelayOptions['hypervisor'];
  /** Where the portal's pages are. */
  readonly portalOrigin: string;
}

export interface ConsoleEndpoint {
  readonly upgrade: Upgrade;
  /** Ends every console, which says so to its browser. */
  stop(): Promise<void>;
}

/** What is pasted is the most that a browser says at once. */
const maxFrameBytes = 2 ** 18;
/** For a browser to answer the end. */
const closeWithinMs = 1_000;
const ticketForm = /^[\w-]{43}$/;

const headerOf = (request: IncomingMessage, name: string): string | null => request.headers[name]?.toString() ?? null;

/** What the browser wants to see, and its ticket for that: both stand where a browser names protocols. */
const askedFor = (request: IncomingMessage): { readonly kind: ConsoleKind; readonly ticket: string } => {
  const offered = (headerOf(request, 'sec-websocket-protocol') ?? '').split(',').map((one) => one.trim());
  const kind = keysOf(consoleProtocols).find((one) => offered.includes(consoleProtocols[one])) ?? 'screen';
  return { kind, ticket: offered.find((one) => ticketForm.test(one)) ?? '' };
};

const close = (websocket: WebSocket, end: ConsoleEnd | 'left'): void => {
  if (end === 'left') websocket.terminate();
  else {
    websocket.close(consoleEndCodes[end], end);
    setTimeout(() => websocket.terminate(), closeWithinMs).unref();
  }
};

/**
 * Each read of a connection fills a buffer outside of V8's heap, and for each 64 MiB of these V8 would look through the whole heap, which
 * is large beside what a console needs. So they count as part of the heap, whose limit moves with it (ADR 0070).
 */
const garbageFlag = '--external-memory-accounted-in-global-limit';

export const createConsoleEndpoint = (options: ConsoleEndpointOptions): ConsoleEndpoint => {
  setFlagsFromString(garbageFlag);
  const { services, hypervisorOf, log } = options;
  const portalOrigin = new URL(options.portalOrigin).origin;
  const stopping = new AbortController();
  const open = new Set<Promise<void>>();
  const websockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    handleProtocols: (_offered, request) => consoleProtocols[askedFor(request).kind],
  });

  const visit = async (request: IncomingMessage, browser: Duplex): Promise<ConsoleEnd | 'left'> => {
    const address = headerOf(request, addressHeader);
    const requestId = headerOf(request, 'x-request-id');
    const userAgent = headerOf(request, 'user-agent');
    const source = { requestId, address, userAgent };
    const { refusal } = await services.rateLimits.ofAddress(source, 'request');
    if (refusal !== null) return 'ticket_refused';
    const { kind, ticket } = askedFor(request);
    const visitor = await services.consoles.enter(ticket, kind, source);
    if (typeof visitor === 'string') return visitor;
    const hypervisor = hypervisorOf(visitor.deployment.clusterId);
    return relayConsole(visitor, browser, { ...options, hypervisor, stopping: stopping.signal });
  };

  const serve = async (request: IncomingMessage, websocket: WebSocket, socket: Duplex): Promise<void> => {
    websocket.on('error', (error) => log.info('a console’s browser went away', { error: error.message }));
    try {
      const end = await visit(request, browserStream(websocket, socket));
      log.info('console ended', { end });
      close(websocket, end);
    } catch (err) {
      log.error('a console failed', { err });
      close(websocket, 'restarting');
    }
  };

  return {
    upgrade: {
      takes: (path) => path === consolePath,
      admits: ({ headers: { origin } }) => origin === portalOrigin,
      serve: (request, socket, head) => {
        websockets.handleUpgrade(request, socket, head, (websocket) => {
          const served = serve(request, websocket, socket).finally(() => open.delete(served));
          open.add(served);
        });
      },
    },
    async stop() {
      stopping.abort();
      await Promise.all(open);
    },
  };
};
