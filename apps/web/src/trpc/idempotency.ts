// One request, one key: from its first sending until it is accepted. Who asks again because the answer was lost gets that
// answer, and nothing is done twice; the same asked again after an answer is a new request.
import type { AppRouter } from '@portal/api';
import type { TRPCLink } from '@trpc/client';
import { tap } from '@trpc/server/observable';
import { z } from 'zod';

const idempotencyHeader = 'idempotency-key';

const keyBytes = 16;

/** Works without a secure context too, where browsers have no `crypto.randomUUID`. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(keyBytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const contextSchema = z.object({ idempotencyKey: z.string() });
type KeyContext = z.infer<typeof contextSchema>;

/** Later than this the same input is no repeat: things have moved on, and it is meant anew. */
const repeatedWithinMs = 10 * 60_000;

/** The keys are kept here and not with the components: a dialog that was closed meanwhile still asks for the same thing. */
export const idempotencyLink: TRPCLink<AppRouter> = () => {
  const unanswered = new Map<string, { readonly key: string; readonly at: number }>();
  const keyOf = (request: string): string => {
    const now = Date.now();
    const sent = unanswered.get(request);
    if (sent !== undefined && now - sent.at < repeatedWithinMs) return sent.key;
    const key = newKey();
    unanswered.set(request, { key, at: now });
    return key;
  };
  return ({ op, next }) => {
    const request = JSON.stringify([op.path, op.input]);
    const context: KeyContext = { idempotencyKey: keyOf(request) };
    return next({ ...op, context: { ...op.context, ...context } }).pipe(
      tap({ next: () => unanswered.delete(request) }),
    );
  };
};

export const idempotencyHeaders = (context: unknown): Record<string, string> => {
  const parsed = contextSchema.safeParse(context);
  return parsed.success ? { [idempotencyHeader]: parsed.data.idempotencyKey } : {};
};
