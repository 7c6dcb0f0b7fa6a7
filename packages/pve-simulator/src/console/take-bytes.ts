/** Reads a protocol from a stream, so many bytes at a time; the rest stays in the stream. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';
}

/** A stream that still holds something would say at once that it is readable: all of it is taken before. */
async function news(stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.destroyed) throw new ConnectionEnded();
  const looked = new AbortController();
  const heard = ['readable', 'end', 'close'].map((event) => once(stream, event, { signal: looked.signal }));
  await Promise.race(heard).finally(() => looked.abort());
}

/** Throws {@link ConnectionEnded} where the stream ends before. */
export async function takeBytes(stream: Readable, count: number): Promise<Buffer> {
  let taken: Buffer = Buffer.alloc(0);
  while (taken.length < count) {
    const bytes: unknown = stream.read();
    if (Buffer.isBuffer(bytes)) taken = taken.length === 0 ? bytes : Buffer.concat([taken, bytes]);
    else await news(stream);
  }
  if (taken.length > count) stream.unshift(taken.subarray(count));
  return taken.subarray(0, count);
}
