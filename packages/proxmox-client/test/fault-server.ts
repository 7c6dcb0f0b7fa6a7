// A server that breaks one exchange in a given way, on the bare socket, and keeps what it was sent.
import { createServer, type Socket } from 'node:net';

export type BrokenExchange = (socket: Socket) => void;

export interface FaultServer extends AsyncDisposable {
  readonly url: string;
  /** What arrived, as it stood on the wire. */
  readonly received: readonly string[];
}

const isWhole = (request: string): boolean => {
  const [head = '', body] = request.split('\r\n\r\n');
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  return body !== undefined && Buffer.byteLength(body) >= length;
};

const headOf = (status: number, reason: string, contentType: string, length: number): string =>
  `HTTP/1.1 ${status} ${reason}\r\ncontent-type: ${contentType}\r\ncontent-length: ${length}\r\n\r\n`;

const json = 'application/json;charset=UTF-8';

/** PVE's answers to failed authentication and from its proxy have neither content type nor body. */
export const refuse =
  (status: number, reason: string, body = ''): BrokenExchange =>
  (socket) => {
    const type = body === '' ? '' : `content-type: ${json}\r\n`;
    socket.end(
      `HTTP/1.1 ${status} ${reason}\r\n${type}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
  };

export const answer =
  (body: string, contentType = json): BrokenExchange =>
  (socket) =>
    socket.write(headOf(200, 'OK', contentType, Buffer.byteLength(body)) + body);

/** Promises more than it sends. */
export const breakOff =
  (body: string): BrokenExchange =>
  (socket) =>
    socket.end(headOf(200, 'OK', json, body.length * 2) + body);

export const dribble =
  (body: string, pauseMs: number): BrokenExchange =>
  (socket) => {
    socket.write(headOf(200, 'OK', json, body.length));
    const rest = [...body];
    const timer = setInterval(() => {
      const next = rest.shift();
      if (next === undefined || socket.destroyed) clearInterval(timer);
      else socket.write(next);
    }, pauseMs);
  };

export const reset: BrokenExchange = (socket) => void socket.resetAndDestroy();
export const stayMute: BrokenExchange = () => {};

/** `unread`: breaks it as soon as bytes arrive, without looking at them. */
export const startFaultServer = async (fault: BrokenExchange, unread = false): Promise<FaultServer> => {
  const received: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    if (unread) {
      socket.once('readable', () => fault(socket));
      return;
    }
    let request = '';
    socket.on('data', (chunk) => {
      request += chunk.toString('utf8');
      if (!isWhole(request)) return;
      received.push(request);
      request = '';
      fault(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
