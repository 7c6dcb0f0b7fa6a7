// Bounds every request's body while it streams: what is within the limit goes on to whoever reads it, nothing beyond the
// limit is kept, and what goes far beyond it is not even read.
import type { IncomingMessage } from 'node:http';
import { bodyLimitBytes } from '../http/body.ts';

/**
 * How much of a body that is too large is still taken off the wire, and thrown away: its client gets the 413 when it has
 * sent everything, and the connection stays of use. One that sends more is cut off.
 */
const discardLimitBytes = 1024 * 1024;

export type BodySize = 'none' | 'allowed' | 'too_large' | 'endless';

/** By what the head of the request says of its body; `allowed` where it says nothing of the length. */
export const announcedSize = ({ headers }: IncomingMessage): BodySize => {
  if (headers['transfer-encoding'] !== undefined) return 'allowed';
  const bytes = Number(headers['content-length'] ?? 0);
  if (bytes === 0) return 'none';
  if (bytes <= bodyLimitBytes) return 'allowed';
  return bytes <= discardLimitBytes ? 'too_large' : 'endless';
};

/** Whether more comes than would be worth reading just to throw it away. */
export const isStillSending = (request: IncomingMessage): boolean => {
  if (request.complete) return false;
  const { headers } = request;
  return (
    headers['transfer-encoding'] !== undefined || headers.expect !== undefined || announcedSize(request) === 'endless'
  );
};

/**
 * Counts a body as it comes from the parser. `refuse` is called once when it passes the limit: when all of it has come,
 * or when there is more than is worth waiting for. Its reader gets nothing of what is beyond the limit.
 */
export const boundBody = (request: IncomingMessage, refuse: () => void): void => {
  const push = request.push.bind(request);
  let size = 0;
  let refused = false;
  const refuseOnce = (): void => {
    if (refused) return;
    refused = true;
    refuse();
  };
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk instanceof Uint8Array) size += chunk.byteLength;
    if (size <= bodyLimitBytes) return push(chunk, encoding);
    if (chunk === null) refuseOnce();
    if (size <= discardLimitBytes) return true;
    refuseOnce();
    // The parser reads no more from this connection.
    return false;
  };
};
