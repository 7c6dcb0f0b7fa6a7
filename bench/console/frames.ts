/** WebSocket frames (RFC 6455) made and read by hand: who floods and who counts should cost next to nothing beside the one in between. */
import { createHash } from 'node:crypto';

/** Up to 65,535 bytes, as a server sends them. */
export const serverFrame = (payload: Buffer): Buffer => {
  const head = Buffer.from([0x82, 126, 0, 0]);
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
};

/** Up to 125 bytes, as a client sends them: masked, with a mask that changes nothing. */
export const clientFrame = (payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0]), payload]);

export const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

interface Opening {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const upgradeRequest = ({ path, headers }: Opening): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');
