// What the methods of Node's ServerResponse are called with: most of it may be left out, and much of it comes in several forms.
import type { OutgoingHttpHeader } from 'node:http';

export type Callback = (error?: Error | null) => void;

export interface Piece {
  readonly bytes: Buffer | null;
  readonly callback: Callback | undefined;
}

/** The arguments of `write` and `end`, each of which may be left out. */
export const pieceOf = (values: readonly unknown[]): Piece => {
  const [chunk, encoding] = values;
  const callback = values.find((value): value is Callback => typeof value === 'function');
  if (chunk instanceof Uint8Array)
    return { bytes: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), callback };
  if (typeof chunk !== 'string') return { bytes: null, callback };
  const known = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
  return { bytes: Buffer.from(chunk, known), callback };
};

const headerOf = (value: unknown): OutgoingHttpHeader =>
  Array.isArray(value) ? value.map(String) : typeof value === 'number' ? value : String(value);

/** Names and values among the arguments of `writeHead` after the status: an object, or a flat list. */
export const headersOf = (rest: readonly unknown[]): readonly (readonly [string, OutgoingHttpHeader])[] => {
  const headers = rest.find((value) => typeof value === 'object' && value !== null) ?? {};
  const entries: readonly unknown[][] = Array.isArray(headers)
    ? Array.from({ length: headers.length / 2 }, (_, index) => [headers[2 * index], headers[2 * index + 1]])
    : Object.entries(headers);
  return entries.flatMap(([name, value]) => (value === undefined ? [] : [[String(name), headerOf(value)] as const]));
};
