// Both endpoints of the package on a real port, over services in memory.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log, Services } from '@portal/domain';
import type { AnyTRPCRouter } from '@trpc/server';
import { createRouterHandler } from '../src/rest/handler.ts';
import { appRouter } from '../src/router.ts';
import { createTrpcHandler, trpcEndpoint } from '../src/trpc.ts';
import {
  cookieOf,
  InMemoryServices,
  type PersonName,
  resolveSession,
  resolveToken,
  tokenOf,
} from './in-memory-services.ts';

export const portalOrigin = 'https://portal.example.com';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

interface HostOptions {
  readonly services?: Services;
  readonly router?: AnyTRPCRouter;
}

type FetchHandler = (request: Request) => Promise<Response>;

const toRequest = (incoming: IncomingMessage, signal: AbortSignal): Request => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: ReadableStream.from(incoming), duplex: 'half' as const } : {};
  // A host name with the facade's prefix in it, which the library mistakes for the path.
  return new Request(new URL(url, 'http://api.example.com'), { method, headers, signal, ...body });
};

const serve = async (handler: FetchHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const response = await handler(toRequest(incoming, gone.signal));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(response.body), outgoing).catch(() => outgoing.destroy());
};

export class PortalHost implements AsyncDisposable {
  readonly memory = new InMemoryServices();
  readonly log: LogLine[] = [];
  readonly #server = createServer();
  url = '';

  static async start({ services, router = appRouter }: HostOptions = {}): Promise<PortalHost> {
    const host = new PortalHost();
    const line =
      (level: LogLine['level']) =>
      (message: string, fields: Record<string, unknown> = {}) => {
        host.log.push({ level, message, fields });
      };
    const log: Log = { info: line('info'), warn: line('warn'), error: line('error') };
    const shared = { services: services ?? host.memory, log, clientAddress: () => '192.0.2.7' };
    const trpc = createTrpcHandler({ ...shared, resolveSession, portalOrigin });
    const rest = createRouterHandler(router, { ...shared, resolveToken });
    host.#server.on('request', (incoming, outgoing) => {
      const isTrpc = incoming.url?.startsWith(`${trpcEndpoint}/`) ?? false;
      void serve(isTrpc ? trpc : rest, incoming, outgoing);
    });
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    const address = host.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
    host.url = `http://127.0.0.1:${address.port}`;
    return host;
  }

  /** As a person's API token over REST; as nobody with null. */
  rest(who: PersonName | null, method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (who !== null) headers.set('authorization', `Bearer ${tokenOf(who)}`);
    return fetch(`${this.url}${path}`, { redirect: 'manual', ...init, method, headers });
  }

  send(who: PersonName | null, method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
    const all = new Headers(headers);
    all.set('content-type', 'application/json');
    return this.rest(who, method, path, { headers: all, body: JSON.stringify(body) });
  }

  /** As a person's browser over tRPC, from the portal's own pages unless told otherwise. */
  trpc(who: PersonName | null, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (who !== null) headers.set('cookie', cookieOf(who));
    if (init.method === 'POST' && !headers.has('origin')) headers.set('origin', portalOrigin);
    if (init.method === 'POST' && !headers.has('content-type')) headers.set('content-type', 'application/json');
    return fetch(`${this.url}${trpcEndpoint}/${path}`, { ...init, headers });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
