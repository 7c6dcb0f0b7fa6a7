/**
 * The network of one person: a forward proxy on loopback that her browser goes through. She has an address of her own, as people
 * do (sign-in is limited by address), and the line can be cut.
 */
import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Network {
  readonly proxyUrl: string;
  /** Tears every connection and takes no new one until `restore`. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** One that no other person of the run has. Linux answers on all of 127.0.0.0/8. */
export const ownAddress = (): string => `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;

export async function openNetwork(): Promise<Network> {
  const address = ownAddress();
  const lines = new Set<Socket>();
  let down = false;

  const forward = (asked: IncomingMessage, answer: ServerResponse): void => {
    const url = new URL(asked.url ?? '/', 'http://no-absolute-url.invalid');
    const { 'proxy-connection': _, ...headers } = asked.headers;
    const onward = request(url, { method: asked.method, headers, localAddress: address }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.on('error', () => answer.destroy()).pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  };
  /** A WebSocket asks for a tunnel. */
  const tunnel = ({ url = '' }: IncomingMessage, line: Duplex): void => {
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect({ host: hostname, port: Number(port), localAddress: address }, () => {
      line.write('HTTP/1.1 200 Connection established\r\n\r\n');
      line.pipe(onward).pipe(line);
    });
    onward.on('error', () => line.destroy()).on('close', () => line.destroy());
    line.on('error', () => onward.destroy()).on('close', () => onward.destroy());
  };
  const server = createServer(forward).on('connect', tunnel);
  server.on('connection', (line) => {
    if (down) line.destroy();
    lines.add(line);
    line.on('close', () => lines.delete(line));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tear = () => {
    for (const line of lines) line.destroy();
  };

  return {
    proxyUrl: `http://127.0.0.1:${port}`,
    cut() {
      down = true;
      tear();
    },
    restore() {
      down = false;
    },
    close() {
      tear();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
