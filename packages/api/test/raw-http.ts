// What no HTTP client would send, and what none would hide: bytes as they go over the connection.
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const parse = (text: string): RawAnswer => {
  const [head = '', body = ''] = [text.slice(0, text.indexOf('\r\n\r\n')), text.slice(text.indexOf('\r\n\r\n') + 4)];
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
  return { status: Number(first.split(' ')[1]), headers, body };
};

/** One connection, on which the test says when what is sent. */
export class RawConnection implements Disposable {
  readonly socket: Socket;
  readonly #closed: Promise<void>;
  #text = '';

  constructor(url: string) {
    this.socket = connect(Number(new URL(url).port), '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('data', (bytes) => {
      this.#text += bytes.toString('latin1');
    });
    this.socket.on('error', () => undefined);
    this.#closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** Everything that came until the other side closed. */
  async closed(): Promise<RawAnswer> {
    await this.#closed;
    return parse(this.#text);
  }

  /** As soon as as much of an answer has come as its head announces. */
  async answered(): Promise<RawAnswer> {
    for (;;) {
      const answer = this.#text.includes('\r\n\r\n') ? parse(this.#text) : null;
      if (answer !== null && answer.body.length >= Number(answer.headers.get('content-length') ?? 0)) return answer;
      if (this.socket.destroyed) throw new Error(`The connection was closed after: ${this.#text}`);
      await new Promise<void>((resolve) => {
        const done = () => {
          this.socket.off('data', done).off('close', done);
          resolve();
        };
        this.socket.on('data', done).on('close', done);
      });
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** One request as it stands, and what came back until the connection was closed. */
export const rawRequest = async (url: string, text: string): Promise<RawAnswer> => {
  using connection = new RawConnection(url);
  return await connection.send(text).closed();
};
