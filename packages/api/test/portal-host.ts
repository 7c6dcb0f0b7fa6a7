// Both endpoints of the package on a real port, over services that answer what a test has them answer.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError, type Log, type SetUp } from '@portal/domain';
import type { AnyTRPCRouter } from '@trpc/server';
import { z } from 'zod';
import { authEndpoint, createAuthHandler } from '../src/auth/handler.ts';
import { closeServer } from '../src/edge/close-server.ts';
import { createEdgeServer } from '../src/edge/server.ts';
import { createRouterHandler } from '../src/rest/handler.ts';
import { appRouter } from '../src/router.ts';
import { createTrpcHandler, trpcEndpoint } from '../src/trpc-handler.ts';
import { cookieOf, type PersonName, resolveSession, resolveToken, tokenOf } from './people.ts';
import { type Answers, type Call, stubServices } from './stub-services.ts';

export const portalOrigin = 'https://portal.example.com';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

interface HostOptions {
  readonly answers?: Answers;
  readonly router?: AnyTRPCRouter;
  /** The public address, which need not be where it listens. */
  readonly portalUrl?: string;
}

/** The sign-in library: it answers everything, and throws what libraries throw. */
const signIn = async (request: Request): Promise<Response> => {
  const sent: unknown = await request.json();
  const { password, code } = z.object({ password: z.string().optional(), code: z.string().optional() }).parse(sent);
  if (code === '000000') return Response.json({}, { status: 401 });
  if (code === '999999') return Response.json({}, { status: 404 });
  if (password === 'wrong') return Response.json({ code: 'INVALID' }, { status: 401 });
  if (password === 'limited') return new Response('', { status: 429, headers: { 'x-retry-after': '7' } });
  return Response.json(sent, { headers: { 'set-cookie': 'session=sam' } });
};

/** Nobody administers this portal yet, and its code is `right`. */
export const stubSetUp: SetUp = {
  isOpen: async () => true,
  begin: async (_actor, { code, email }) => {
    if (code !== 'right') throw new DomainError('forbidden', { code: 'set_up_code_wrong', params: {} });
    return { userId: email, secret: 'secret', expiresAt: new Date(0) };
  },
};

type FetchHandler = (request: Request) => Promise<Response>;

const toRequest = (incoming: IncomingMessage, signal: AbortSignal): Request => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headers)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
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

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

/** A page beside the API, as a framework that knows nothing of the portal would answer it. */
const servePage = (path: string, response: ServerResponse): void => {
  if (path === '/page') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page</p>'.repeat(500));
  else if (path === '/streamed') {
    response.writeHead(200, { 'content-type': 'text/html' }).write('<p>first</p>'.repeat(500));
    response.end('<p>last</p>');
  } else if (path === '/away') response.writeHead(307, { location: 'https://evil.example/x' }).end();
  else if (path === '/absolute') response.writeHead(308, { location: `${portalOrigin}/page?x=1` }).end();
  else if (path === '/throws') throw new Error('hunter2');
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('This page is elsewhere.');
};

export class PortalHost implements AsyncDisposable {
  readonly calls: readonly Call[];
  readonly log: LogLine[] = [];
  #server: Server | null = null;
  readonly #sockets: Socket[] = [];
  url = '';

  private constructor(calls: readonly Call[]) {
    this.calls = calls;
  }

  static async start({ answers, router = appRouter, portalUrl = portalOrigin }: HostOptions = {}): Promise<PortalHost> {
    const { services, calls } = stubServices(answers);
    const host = new PortalHost(calls);
    const line =
      (level: LogLine['level']) =>
      (message: string, fields: Record<string, unknown> = {}) => {
        host.log.push({ level, message, fields });
      };
    const log: Log = { info: line('info'), warn: line('warn'), error: line('error') };
    const shared = { services, log, clientAddress: () => '192.0.2.7' };
    const trpc = createTrpcHandler({ ...shared, resolveSession, resolveToken, portalOrigin });
    const rest = createRouterHandler(router, { ...shared, resolveToken, resolveSession });
    const auth = createAuthHandler({
      handle: signIn,
      log,
      setUp: stubSetUp,
      rateLimits: services.rateLimits,
      clientAddress: shared.clientAddress,
    });
    const server = createEdgeServer({
      ruleOf: (path) => (path.startsWith('/api/') ? 'handler' : ['GET']),
      variesBy: (path) => (path.startsWith('/api/') ? null : 'Cookie'),
      handle: (incoming, outgoing) => {
        const path = pathOf(incoming);
        if (!path.startsWith('/api/')) return servePage(path, outgoing);
        if (path.startsWith(`${trpcEndpoint}/`)) return serve(trpc, incoming, outgoing);
        return serve(path.startsWith(`${authEndpoint}/`) ? auth : rest, incoming, outgoing);
      },
      ...{ log, trustedProxyHops: 0, portalUrl },
    });
    server.on('connection', (socket) => host.#sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
    host.#server = server;
    host.url = `http://127.0.0.1:${address.port}`;
    return host;
  }

  /** The services that were asked, in turn. */
  get asked(): readonly string[] {
    return this.calls.map(({ name }) => name);
  }

  /** What the log says beside the line that every request has. */
  get remarks(): readonly LogLine[] {
    return this.log.filter(({ message }) => message !== 'request');
  }

  /** Off all of its connections, so far. */
  bytesRead(): number {
    return this.#sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
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
    if (this.#server !== null) await closeServer(this.#server, 0);
  }
}
