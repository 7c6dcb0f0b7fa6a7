/** Whoever looks at consoles: opens connections, and counts what comes over them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

interface Viewing {
  readonly port: number;
  /** What each of them says first. */
  readonly greetings: readonly Buffer[];
  readonly seconds: number;
}

/** More than any answer to a handshake: pictures arrive. */
const SURELY_PICTURES = 2 ** 20;
const PATIENCE_MS = 60_000;
const POLL_MS = 20;

const opened = async (port: number, greeting: Buffer): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(greeting);
  return socket;
};

/** The words of a refusal, which stand in the last bytes that came. */
const wordsIn = (bytes: Buffer): string =>
  bytes
    .subarray(-200)
    .toString('latin1')
    .replace(/[^ -~]+/g, ' ');

/** Bytes a second over all of them, once each has pictures. */
export const view = async ({ port, greetings, seconds }: Viewing): Promise<number> => {
  const received = greetings.map(() => 0);
  const sockets = await Promise.all(greetings.map((greeting) => opened(port, greeting)));
  let last: Buffer = Buffer.alloc(0);
  let hasEnded = false;
  for (const [at, socket] of sockets.entries()) {
    socket.on('data', (bytes: Buffer) => {
      last = bytes;
      received[at] = (received[at] ?? 0) + bytes.length;
    });
    socket.once('close', () => {
      hasEnded = true;
    });
  }
  const deadline = Date.now() + PATIENCE_MS;
  while (received.some((bytes) => bytes < SURELY_PICTURES)) {
    if (hasEnded || Date.now() > deadline) throw new Error(`A console showed no picture: ${wordsIn(last)}`);
    await wait(POLL_MS);
  }
  const total = () => received.reduce((sum, bytes) => sum + bytes, 0);
  const [before, begun] = [total(), performance.now()];
  await wait(seconds * 1_000);
  const perSecond = (total() - before) / ((performance.now() - begun) / 1_000);
  if (hasEnded) throw new Error('A console ended while it was looked at.');
  for (const socket of sockets) socket.destroy();
  return perSecond;
};
