// A browser's WebSocket as a stream of bytes. It does not wait for each message to have been sent before it takes the next: pictures are
// many, and a console is as fast as what is asked of the process for each of them (ADR 0070).
import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';

/** What may wait to be sent before more is taken. */
const mostWaitingBytes = 2 ** 16;

/** `connection`: what the websocket speaks over. Ends with `close` alone, whoever ended it and however. */
export const browserStream = (websocket: WebSocket, connection: Duplex): Duplex => {
  /** What was read at once goes out at once, in one call of the system. */
  const gather = (): void => {
    if (connection.writableCorked > 0) return;
    connection.cork();
    process.nextTick(() => connection.uncork());
  };
  const stream = new Duplex({
    read: () => websocket.resume(),
    write(chunk: Buffer, _encoding, done) {
      gather();
      const isFull = websocket.bufferedAmount > mostWaitingBytes;
      websocket.send(chunk, isFull ? () => done() : undefined);
      if (!isFull) done();
    },
    destroy(error, done) {
      websocket.terminate();
      done(error);
    },
  });
  websocket.on('message', (said: RawData) => {
    if (!stream.push(said)) websocket.pause();
  });
  websocket.once('close', () => stream.destroy());
  return stream;
};
