// Keys that make a repeated mutation count once. They travel in the operation's context to the link, which sends them as
// a header.
import { z } from 'zod';

const idempotencyHeader = 'idempotency-key';

const keyBytes = 16;

/** Works without a secure context too, where browsers have no `crypto.randomUUID`. */
export const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(keyBytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const contextSchema = z.object({ idempotencyKey: z.string() });

export const withIdempotencyKey = (idempotencyKey: string): { context: z.infer<typeof contextSchema> } => ({
  context: { idempotencyKey },
});

export const idempotencyHeaders = (context: unknown): Record<string, string> => {
  const parsed = contextSchema.safeParse(context);
  return parsed.success ? { [idempotencyHeader]: parsed.data.idempotencyKey } : {};
};
