// What stands between a real worker and its two servers, and tells of each moment at which the worker could die: before
// and after every request to PVE, before and after every commit to PostgreSQL. Whoever is told may hold the moment for
// ever: the request is then not handed on, or the answer not delivered, as in a power cut.
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Side = 'before' | 'after';

/** Resolves when the moment has passed; false when the worker has died in it. */
export type Moment = (label: string, side: Side) => Promise<boolean>;

export interface Proxy extends AsyncDisposable {
  readonly port: number;
}

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen on a port');
  return address.port;
};

const upidType = /UPID(?::|%3A)(?:[^/]*?)(?::|%3A)(qm[a-z]+|resize)(?::|%3A)/;

/** `POST /nodes/…/qemu/…/status/start`: the same call on another VM or task of the same type has the same label. */
const labelOf = (method: string, url: string): string => {
  const path = url.replace('/api2/json', '').split('?')[0] ?? '';
  const type = upidType.exec(path)?.[1];
  const plain = path
    .replace(/\/tasks\/[^/]+/, `/tasks/${type ?? ''}`)
    .replace(/\/nodes\/[^/]+/, '/nodes/N')
    .replace(/\/qemu\/\d+/, '/qemu/V');
  return `${method} ${plain}`;
};

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
};

const forward = async (target: URL, incoming: IncomingMessage): Promise<{ head: IncomingMessage; body: Buffer }> => {
  const { method, url, headers } = incoming;
  const sent = request({ host: target.hostname, port: target.port, method, path: url, headers });
  sent.end(await bodyOf(incoming));
  const [head] = await once(sent, 'response');
  return { head, body: await bodyOf(head) };
};

/** In front of the simulator. */
export const startPveProxy = async (target: URL, moment: Moment): Promise<Proxy> => {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const label = labelOf(incoming.method ?? 'GET', incoming.url ?? '/');
    if (!(await moment(label, 'before'))) return;
    const { head, body } = await forward(target, incoming);
    if (!(await moment(label, 'after'))) return;
    outgoing.writeHead(head.statusCode ?? 500, head.statusMessage, head.headers).end(body);
  };
  const server = createHttpServer((incoming, outgoing) => {
    // A worker that is dead has hung up: there is nobody to answer.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const LENGTH_BYTES = 4;
const QUERY = 'Q'.charCodeAt(0);
const PARSE = 'P'.charCodeAt(0);

/** Cuts a client's stream into protocol messages. The first one has no type byte (PostgreSQL docs, "Message Flow"). */
const clientMessages = () => {
  let rest = Buffer.alloc(0);
  let started = false;
  return (chunk: Buffer): Buffer[] => {
    rest = Buffer.concat([rest, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      const typeBytes = started ? 1 : 0;
      if (rest.length < typeBytes + LENGTH_BYTES) return whole;
      const length = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < length) return whole;
      whole.push(rest.subarray(0, length));
      rest = rest.subarray(length);
      started = true;
    }
  };
};

const textOf = (message: Buffer): string =>
  message[0] === QUERY || message[0] === PARSE ? message.subarray(1 + LENGTH_BYTES).toString('utf8') : '';

/** What every domain commit writes, and nothing else does. */
const writesAudit = /INSERT INTO\s+"?public"?\."?audit_logs"?/i;
const isCommit = (text: string): boolean => /^COMMIT\b/i.test(text);

export interface Commits {
  /** What a commit is about, told before it happens: the same name for both of its moments. */
  readonly place: () => Promise<string>;
  readonly moment: Moment;
}

/** One connection: hands on what it gets, and stops at the commits that have an audit row in them. */
const relay = (client: Socket, server: Socket, { place, moment }: Commits): void => {
  const messages = clientMessages();
  let audited = false;
  let awaited: string | null = null;
  let held: Promise<void> = Promise.resolve();
  const handOn = async (message: Buffer): Promise<void> => {
    const text = textOf(message);
    if (/^BEGIN\b/i.test(text)) audited = false;
    if (writesAudit.test(text)) audited = true;
    if (isCommit(text) && audited) {
      const label = await place();
      if (!(await moment(label, 'before'))) return;
      awaited = label;
    }
    server.write(message);
  };
  client.on('data', (chunk) => {
    for (const message of messages(Buffer.from(chunk))) held = held.then(() => handOn(message));
  });
  server.on('data', (chunk) => {
    if (awaited === null) {
      client.write(chunk);
      return;
    }
    const label = awaited;
    awaited = null;
    void moment(label, 'after').then((alive) => (alive ? client.write(chunk) : undefined));
  });
};

/** In front of PostgreSQL. */
export const startDatabaseProxy = async (target: URL, commits: Commits): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
    }
    relay(client, upstream, commits);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
