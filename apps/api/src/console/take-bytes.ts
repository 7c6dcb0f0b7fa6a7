// Reads a protocol from a stream, so many bytes at a time; what comes after them stays in the stream.
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** The other side is gone, or said what it should not. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

/** Until there is more, or no more. A stream that still holds something would say at once that it is readable. */
const news = async (stream: Readable, signal: AbortSignal): Promise<void> => {
  if (stream.readableEnded || stream.destroyed) throw new PeerError('the connection has ended');
  const looked = new AbortController();
  const waiting = { signal: AbortSignal.any([signal, looked.signal]) };
  const heard = ['readable', 'end', 'close'].map((event) => once(stream, event, waiting));
  try {
    await Promise.race(heard);
  } catch (cause) {
    signal.throwIfAborted();
    throw new PeerError('the connection has ended', { cause });
  } finally {
    looked.abort();
  }
};

/** Rejects with PeerError where the stream ends before, and with the signal's reason once that aborts. */
export const takeBytes = async (stream: Readable, count: number, signal: AbortSignal): Promise<Buffer> => {
  let taken: Buffer = Buffer.alloc(0);
  while (taken.length < count) {
    signal.throwIfAborted();
    const bytes: unknown = stream.read();
    if (Buffer.isBuffer(bytes)) taken = taken.length === 0 ? bytes : Buffer.concat([taken, bytes]);
    else await news(stream, signal);
  }
  if (taken.length > count) stream.unshift(taken.subarray(count));
  return taken.subarray(0, count);
};
