// The file outside of the database that every seal is appended to: JSON Lines, one checkpoint a line, written through to the disk. A
// line that was cut off by a crash is left as it is, and its checkpoint stands in the next line.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Checkpoint } from './seal.ts';

/** Why what is sealed cannot be sent outside, or nothing can be sealed: in words for the administrator. */
export class NotSealedError extends Error {
  override readonly name = 'NotSealedError';
}

const bytes = (length: number, encoding: 'hex' | 'base64url') =>
  z
    .string()
    .transform((text) => Buffer.from(text, encoding))
    .refine((buffer) => buffer.length === length);

const lineSchema = z
  .object({
    number: z.int().positive(),
    total: z.int().positive(),
    lastXact: z.string().regex(/^\d{1,20}$/),
    lastId: z.uuid(),
    lastAt: z.iso.datetime().transform((text) => new Date(text)),
    hash: bytes(32, 'hex'),
    sealedAt: z.iso.datetime().transform((text) => new Date(text)),
    key: z.string().regex(/^[\w-]{43}$/),
    signature: bytes(64, 'base64url'),
  })
  .transform(({ lastXact, lastId, ...rest }): Checkpoint => ({ ...rest, last: { xact: lastXact, id: lastId } }));

/** Without its line feed. */
export const checkpointLine = ({ number, total, last, lastAt, hash, sealedAt, key, signature }: Checkpoint): string =>
  JSON.stringify({
    ...{ number, total, lastXact: last.xact, lastId: last.id, lastAt: lastAt.toISOString() },
    ...{ hash: hash.toString('hex'), sealedAt: sealedAt.toISOString(), key },
    signature: signature.toString('base64url'),
  });

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
});

/** Null for a line that holds no checkpoint. */
const checkpointOf = (line: string): Checkpoint | null => {
  const { success, data } = jsonText.pipe(lineSchema).safeParse(line);
  return success ? data : null;
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const sizeOf = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
};

/** Longer than any line. */
const tailBytes = 8_192;

/** The number of the last whole checkpoint; 0 where there is none. */
export const lastNumberIn = async (file: string): Promise<number> => {
  const size = await sizeOf(file);
  if (size === 0) return 0;
  const start = Math.max(0, size - tailBytes);
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer.subarray(0, bytesRead).toString().split('\n').toReversed();
    for (const line of lines) {
      const checkpoint = checkpointOf(line);
      if (checkpoint !== null) return checkpoint.number;
    }
    return 0;
  } finally {
    await handle.close();
  }
};

/** Resolves when they are on the disk. */
export const appendCheckpoints = async (file: string, checkpoints: readonly Checkpoint[]): Promise<void> => {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const isCutOff = bytesRead === 1 && buffer.toString() !== '\n';
    await handle.appendFile(`${isCutOff ? '\n' : ''}${checkpoints.map((one) => `${checkpointLine(one)}\n`).join('')}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** In the order of the file, without what holds none; none where there is no file yet. */
export async function* checkpointsIn(file: string): AsyncGenerator<Checkpoint> {
  if ((await sizeOf(file)) === 0) return;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const checkpoint = checkpointOf(line);
    if (checkpoint !== null) yield checkpoint;
  }
}
