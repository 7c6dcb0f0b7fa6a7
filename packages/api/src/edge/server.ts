// The HTTP server of every process of the portal, around whatever answers there. For each request, whoever it is for: a
// request id, the client's address, a bound on target, headers, body and time, the methods of the address, one shape of
// errors, HEAD, compression, no redirect to elsewhere, and one line in the log.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '@portal/domain';
import type { ErrorCode } from '@portal/types';
import { headOnlyHeader, requestIdHeader, requestIdOf } from '../http/headers.ts';
import { announcedSize, boundBody, isStillSending } from './body-limit.ts';
import { codeOfParserError, refuseConnection } from './broken-requests.ts';
import { addressHeader, clientAddress, forwarderHeader, untrustedForwarder } from './client-address.ts';
import { acceptsGzip } from './compression.ts';
import { Outgoing } from './outgoing.ts';
import { readTarget } from './request-target.ts';
import type { Upgrade } from './upgrade.ts';

/** Which methods an address has: some, none since it does not exist, or those that its handler says itself. */
export type AddressRule = readonly string[] | 'unknown' | 'handler';

export interface EdgeOptions {
  /** May change nothing of the answer once it has ended it; what it throws is an answer of 500. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** By path, without the query. */
  readonly ruleOf: (path: string) => AddressRule;
  /** The request header that decides what stands at an address, where its handler does not say so itself. */
  readonly variesBy?: (path: string) => string | null;
  readonly log: Log;
  /** How many reverse proxies of ours stand in front. */
  readonly trustedProxyHops: number;
  /** The portal's public address: a redirect may name this host, and no other. */
  readonly portalUrl?: string;
  readonly upgrade?: Upgrade;
}

const times = {
  /** For the head of a request, and for all of it. */
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** How often the two are looked at. */
  connectionsCheckingInterval: 1_000,
  /** Longer than a reverse proxy keeps an idle connection: it should be the one to close. */
  keepAliveTimeout: 75_000,
} as const;
/** How it shows that a client has gone in the middle of its request. */
const hangUps: ReadonlySet<string> = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE']);
const maxHeaderSize = 16 * 1024;

/** Handlers that say their own methods know these; any other is as good as OPTIONS, which none of them has. */
const commonMethods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const requestIdIn = ({ headers }: IncomingMessage): string => requestIdOf([headers[requestIdHeader]].flat()[0] ?? null);

/** In place of whatever the client sent under this name. */
const setOwnHeader = (headers: IncomingMessage['headers'], name: string, value: string | null): void => {
  delete headers[name];
  if (value !== null) headers[name] = value;
};

/** For the log and for rules: cut, without the query. */
const pathOf = ({ url = '' }: IncomingMessage): string => url.slice(0, 512).split('?', 1)[0] ?? '';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly outgoing: Outgoing;
  /** Before anything was changed for the handler. */
  readonly method: string;
}

class Edge {
  readonly #options: EdgeOptions;
  readonly #portalOrigin: string | null;
  /** The answer that each connection waits for. */
  readonly #open = new WeakMap<object, Exchange>();

  constructor(options: EdgeOptions) {
    this.#options = options;
    this.#portalOrigin = options.portalUrl === undefined ? null : new URL(options.portalUrl).origin;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const exchange = this.#begin(request, response);
    const rule = this.#ruleOf(request);
    if (typeof rule === 'object' && 'refused' in rule) exchange.outgoing.refuse(rule.refused);
    else if (this.#admitMethod(exchange, rule) && this.#admitBody(exchange)) {
      if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
      void this.#handle(exchange);
    }
  }

  #ruleOf(request: IncomingMessage): readonly string[] | 'handler' | { readonly refused: ErrorCode } {
    const target = readTarget(request.url ?? '');
    if (target.kind === 'refused') return { refused: target.code };
    request.url = target.url;
    const rule = this.#options.ruleOf(target.path);
    return rule === 'unknown' ? { refused: 'not_found' } : rule;
  }

  /** For a request that is none: malformed, too large in its head, or too slow. */
  onBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (hangUps.has(error.code ?? '') || !socket.writable) {
      socket.destroy();
      return;
    }
    const code = codeOfParserError(error);
    const exchange = this.#open.get(socket);
    if (exchange !== undefined && !exchange.response.writableEnded) {
      exchange.outgoing.refuse(code, { connection: 'close' });
      return;
    }
    const requestId = requestIdOf(null);
    refuseConnection(socket, { code, requestId });
    this.#options.log.info('request', { requestId, outcome: code });
  }

  /** CONNECT asks for a tunnel, which nothing here is. */
  onConnect(request: IncomingMessage, socket: Duplex): void {
    const requestId = requestIdIn(request);
    refuseConnection(socket, { code: 'method_not_allowed', requestId, headers: { allow: 'GET, HEAD' } });
    this.#options.log.info('request', { requestId, method: 'CONNECT', status: 405 });
  }

  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { requestId, address } = this.#mark(request);
    const isAdmitted = this.#options.upgrade?.admits(request) ?? false;
    const path = pathOf(request);
    this.#options.log.info('request', { requestId, method: 'GET', path, status: isAdmitted ? 101 : 403, address });
    if (isAdmitted) this.#options.upgrade?.serve(request, socket, head);
    else refuseConnection(socket, { code: 'forbidden', requestId });
  }

  /** Who asks, in headers of ours, in place of what a client may have written there. */
  #mark({ headers, socket, method }: IncomingMessage): { readonly requestId: string; readonly address: string | null } {
    const requestId = requestIdOf([headers[requestIdHeader]].flat()[0] ?? null);
    const sources = {
      peer: socket.remoteAddress,
      forwardedFor: headers['x-forwarded-for'],
      trustedHops: this.#options.trustedProxyHops,
    };
    const address = clientAddress(sources);
    headers[requestIdHeader] = requestId;
    setOwnHeader(headers, addressHeader, address);
    setOwnHeader(headers, forwarderHeader, untrustedForwarder(sources));
    setOwnHeader(headers, headOnlyHeader, method === 'HEAD' ? '1' : null);
    return { requestId, address };
  }

  #begin(request: IncomingMessage, response: ServerResponse): Exchange {
    const { log } = this.#options;
    const { socket, headers, method = 'GET' } = request;
    const startedAt = performance.now();
    const { requestId, address } = this.#mark(request);
    const path = pathOf(request);
    const outgoing = new Outgoing(response, {
      requestId,
      isHead: method === 'HEAD',
      acceptsGzip: acceptsGzip(headers['accept-encoding']),
      portalOrigin: this.#portalOrigin,
      variesBy: this.#options.variesBy?.(path) ?? null,
      isStillSending: () => isStillSending(request),
      onForeignRedirect: () => log.error('a redirect to another host was not sent', { requestId, path }),
    });
    const exchange = { request, response, outgoing, method };
    this.#open.set(socket, exchange);
    response.once('close', () => {
      if (this.#open.get(socket) === exchange) this.#open.delete(socket);
      const durationMs = Math.round(performance.now() - startedAt);
      const hungUp = outgoing.isTooLate || !response.writableFinished;
      log.info('request', {
        ...{ requestId, method, path, status: hungUp ? null : response.statusCode, durationMs, address },
        ...(hungUp && { outcome: 'client_closed' }),
      });
    });
    return exchange;
  }

  #admitMethod({ request, method, outgoing }: Exchange, rule: readonly string[] | 'handler'): boolean {
    const wanted = method === 'HEAD' ? 'GET' : method;
    request.method = wanted;
    if (rule === 'handler') {
      if (!commonMethods.has(wanted)) request.method = 'OPTIONS';
      return true;
    }
    if (rule.includes(wanted)) return true;
    const allowed = rule.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
    outgoing.refuse('method_not_allowed', { allow: allowed.join(', ') });
    return false;
  }

  #admitBody({ request, outgoing }: Exchange): boolean {
    const refuse = (): void => outgoing.refuse('payload_too_large');
    const size = announcedSize(request);
    if (size === 'none') return true;
    if (size === 'allowed') {
      boundBody(request, refuse);
      return true;
    }
    // A client that waits to be told to go on has sent nothing yet.
    if (size === 'too_large' && request.headers.expect === undefined) request.once('end', refuse).resume();
    else refuse();
    return false;
  }

  async #handle({ request, response, outgoing }: Exchange): Promise<void> {
    try {
      await this.#options.handle(request, response);
    } catch (err) {
      if (response.destroyed) return;
      this.#options.log.error('request failed', { requestId: requestIdIn(request), operation: request.url, err });
      outgoing.refuse('internal');
    }
  }
}

/** Not listening yet. */
export const createEdgeServer = (options: EdgeOptions): Server => {
  const edge = new Edge(options);
  const listener = (request: IncomingMessage, response: ServerResponse): void => edge.answer(request, response);
  const { upgrade } = options;
  const upgrades =
    upgrade === undefined
      ? {}
      : { shouldUpgradeCallback: (request: IncomingMessage) => upgrade.takes(pathOf(request)) };
  const server = createServer({ ...times, maxHeaderSize, ...upgrades }, listener);
  if (upgrade !== undefined) server.on('upgrade', (request, socket, head) => edge.onUpgrade(request, socket, head));
  return server
    .on('checkContinue', listener)
    .on('checkExpectation', listener)
    .on('clientError', (error, socket) => edge.onBroken(error, socket))
    .on('connect', (request, socket) => edge.onConnect(request, socket));
};
