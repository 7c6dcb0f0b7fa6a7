/** A VNC client over a websocket, as the relay is one: signs in, asks for the screen, and types. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import WebSocket, { createWebSocketStream } from 'ws';
import { takeBytes } from '../src/console/take-bytes.ts';
import { answerTo } from '../src/console/vnc-password.ts';
import { objectOf, type PveClient, testSecret } from './pve-client.ts';

export const authorization = `PVEAPIToken=portal@pve!portal=${testSecret}`;

export interface Opened {
  readonly port: string;
  readonly ticket: string;
  readonly password: string;
  readonly upid: string;
}

export async function opened(pve: PveClient, vm: string): Promise<Opened> {
  const { port, ticket, password, upid } = objectOf(await pve.post(`${vm}/vncproxy`, { websocket: '1' }));
  return { port: String(port), ticket: String(ticket), password: String(password ?? ticket), upid: String(upid) };
}

export function websocketUrl(url: string, vm: string, { port, ticket }: Pick<Opened, 'port' | 'ticket'>): string {
  const query = new URLSearchParams({ port, vncticket: ticket });
  return `${url.replace('http', 'ws')}/api2/json${vm}/vncwebsocket?${query}`;
}

/** The status and reason of what is no websocket. */
export async function refusalOf(url: string): Promise<string> {
  const websocket = new WebSocket(url, 'binary', { headers: { authorization } });
  const [, response] = await once(websocket, 'unexpected-response');
  websocket.on('error', () => undefined).terminate();
  return `${response.statusCode} ${response.statusMessage}`;
}

export class VncClient implements Disposable {
  readonly #stream: Duplex;

  private constructor(stream: Duplex) {
    this.#stream = stream;
  }

  static async connect(url: string, password: string): Promise<VncClient> {
    const websocket = new WebSocket(url, 'binary', { headers: { authorization } });
    const stream = createWebSocketStream(websocket);
    websocket.once('close', () => stream.destroy());
    const client = new VncClient(stream);
    stream.write(await client.take(12));
    const [types = 0] = await client.take(1);
    await client.take(types);
    stream.write(Buffer.from([2]));
    stream.write(answerTo(await client.take(16), password));
    if ((await client.take(4)).readUInt32BE() !== 0) throw new Error('the password is wrong');
    stream.write(Buffer.from([1]));
    return client;
  }

  take(count: number): Promise<Buffer> {
    return takeBytes(this.#stream, count);
  }

  async name(): Promise<string> {
    const head = await this.take(24);
    return (await this.take(head.readUInt32BE(20))).toString();
  }

  press(keysym: number): void {
    const key = Buffer.from([4, 1, 0, 0, 0, 0, 0, 0]);
    key.writeUInt32BE(keysym, 4);
    this.#stream.write(key);
  }

  /** The tops of the rectangles that come next. */
  async next(isIncremental: boolean): Promise<number[]> {
    this.#stream.write(Buffer.from([3, isIncremental ? 1 : 0, 0, 0, 0, 0, 255, 255, 255, 255]));
    const tops: number[] = [];
    const rectangles = (await this.take(4)).readUInt16BE(2);
    for (let at = 0; at < rectangles; at += 1) {
      const head = await this.take(12);
      await this.take(head.readUInt16BE(4) * head.readUInt16BE(6) * 4);
      tops.push(head.readUInt16BE(2));
    }
    return tops;
  }

  get ended(): Promise<unknown> {
    return once(this.#stream, 'close');
  }

  [Symbol.dispose](): void {
    this.#stream.destroy();
  }
}
