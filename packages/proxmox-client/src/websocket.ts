// The client's end of a WebSocket (RFC 6455), as the stream of bytes that a console is: where one message ends and the next begins means
// nothing there. What arrives is handed on as it was read, without a copy and without waiting for the rest of its message (ADR 0070).
import { createHash, randomBytes } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';

export interface WebSocketOpening {
  /** Connected, to a server that has been recognised. */
  readonly socket: Duplex;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The server answered, with something else. */
export class UpgradeRefusedError extends Error {
  override readonly name = 'UpgradeRefusedError';
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

const opcodes = { binary: 2, close: 8, ping: 9, pong: 10 } as const;
const isControl = (opcode: number): boolean => opcode >= opcodes.close;
const longestControl = 125;

interface FrameHead {
  readonly opcode: number;
  /** Of the head itself. */
  readonly size: number;
  /** Of what follows. */
  readonly length: number;
}

/** Null until all of it is there. Throws for what no server sends that speaks no extension. */
const headAt = (bytes: Buffer, at: number): FrameHead | null => {
  if (bytes.length < at + 2) return null;
  const [first, second] = [bytes.readUInt8(at), bytes.readUInt8(at + 1)];
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0 || second > 127) throw new Error('this is no frame of a server');
  if (isControl(opcode) && second > longestControl) throw new Error('a control frame is too long');
  const size = { 126: 4, 127: 10 }[second] ?? 2;
  if (bytes.length < at + size) return null;
  if (size === 2) return { opcode, size, length: second };
  return { opcode, size, length: size === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)) };
};

/** What a client says is masked, or no server takes it. */
export const clientFrame = (opcode: number, payload: Buffer): Buffer => {
  const { length } = payload;
  const size = length <= longestControl ? 2 : length < 2 ** 16 ? 4 : 10;
  const head = Buffer.alloc(size);
  head.writeUInt8(0x80 | opcode, 0);
  head.writeUInt8(0x80 | { 2: length, 4: 126, 10: 127 }[size], 1);
  if (size === 4) head.writeUInt16BE(length, 2);
  if (size === 10) head.writeBigUInt64BE(BigInt(length), 2);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
};

interface FrameListener {
  readonly data: (bytes: Buffer) => void;
  readonly control: (opcode: number, payload: Buffer) => void;
}

/** Takes frames apart, however they are cut. What it returns throws for what is none. */
export const frameReader = (listener: FrameListener): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0);
  /** Of the frame that has begun. */
  let left = 0;
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (at < bytes.length) {
      if (left > 0) {
        const part = bytes.subarray(at, at + left);
        listener.data(part);
        at += part.length;
        left -= part.length;
        continue;
      }
      const head = headAt(bytes, at);
      if (head === null) break;
      const begin = at + head.size;
      if (isControl(head.opcode)) {
        if (bytes.length < begin + head.length) break;
        listener.control(head.opcode, bytes.subarray(begin, begin + head.length));
        at = begin + head.length;
      } else {
        at = begin;
        left = head.length;
      }
    }
    rest = bytes.subarray(at);
  };
};

/** Ends with `close`, whoever ended it and however. */
const streamOver = (socket: Duplex): Duplex => {
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _encoding, done) => socket.write(clientFrame(opcodes.binary, chunk), () => done()),
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  const take = frameReader({
    data: (bytes) => {
      if (!stream.push(bytes)) socket.pause();
    },
    control: (opcode, payload) => {
      if (opcode === opcodes.close) stream.destroy();
      if (opcode === opcodes.ping) socket.write(clientFrame(opcodes.pong, payload));
    },
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch {
      stream.destroy();
    }
  });
  socket.on('error', () => stream.destroy());
  socket.once('close', () => stream.destroy());
  return stream;
};

const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** Rejects with UpgradeRefusedError, or with what became of the connection. `signal` is for the opening alone. */
export const openWebSocket = (
  { socket, host, path, headers }: WebSocketOpening,
  signal: AbortSignal,
): Promise<Duplex> => {
  const key = randomBytes(16).toString('base64');
  const asked = request({
    ...{ path, createConnection: () => socket },
    headers: {
      ...{ ...headers, host, connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-key': key, 'sec-websocket-protocol': 'binary' },
    },
  });
  const giveUp = (): void => void asked.destroy(new Error('given up', { cause: signal.reason }));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  return new Promise<Duplex>((resolve, reject) => {
    const refuse = ({ statusCode = 0 }: IncomingMessage, reason: string): void => {
      reject(new UpgradeRefusedError(statusCode, reason));
      socket.destroy();
    };
    asked.once('error', reject);
    asked.once('response', (response) => refuse(response, response.statusMessage ?? ''));
    asked.once('upgrade', (response, _socket, head) => {
      if (response.headers['sec-websocket-accept'] !== acceptOf(key)) return refuse(response, 'this is no WebSocket');
      if (head.length > 0) socket.unshift(head);
      resolve(streamOver(socket));
    });
    asked.end();
  }).finally(() => signal.removeEventListener('abort', giveUp));
};
