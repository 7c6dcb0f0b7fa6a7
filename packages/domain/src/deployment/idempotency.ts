// Repeats of a mutation under one `Idempotency-Key`: the same request is answered without doing it again, another
// request under the same key is refused.
import { DomainError } from '../errors.ts';
import type { Clock, Ids, Transaction } from '../ports.ts';
import type { IdempotencyRecord, Json } from '../records.ts';
import type { MutationOptions } from '../services.ts';

/** Keys are remembered for this long. */
export const idempotencyHours = 24;

export interface KeyedRequest {
  readonly userId: string;
  readonly key: string;
  readonly requestHash: string;
}

/** Null when the client chose no key. Inputs are hashed with their keys sorted: order is not a difference. */
export const keyedRequest = (
  ids: Ids,
  userId: string,
  request: { readonly operation: string; readonly input: Readonly<Record<string, Json | undefined>> },
  options: MutationOptions,
): KeyedRequest | null => {
  if (options.idempotencyKey === null) return null;
  const entries = Object.entries(request.input)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const requestHash = ids.hash(JSON.stringify([request.operation, entries]));
  return { userId, key: options.idempotencyKey, requestHash };
};

/** The deployment that the first request under this key was about; null when this is the first. */
export const replayOf = async (tx: Transaction, request: KeyedRequest | null): Promise<string | null> => {
  if (request === null) return null;
  const record = await tx.idempotency(request.userId, request.key);
  if (record === null) return null;
  if (record.requestHash === request.requestHash) return record.deploymentId;
  throw new DomainError(
    'idempotency_key_reused',
    'This Idempotency-Key was used for a different request. Use a new key for a new request.',
  );
};

export const recordOf = (request: KeyedRequest | null, deploymentId: string, clock: Clock): IdempotencyRecord | null =>
  request === null ? null : { ...request, deploymentId, createdAt: clock.now() };
