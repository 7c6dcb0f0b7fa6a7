// The client's name for one mutation: sent again with the same input, it is answered and not carried out again.
import { DomainError } from '@portal/domain';

export const idempotencyKeyHeader = 'Idempotency-Key';
/** On the answer to a repeat. */
export const idempotencyReplayedHeader = 'Idempotency-Replayed';

/** Printable ASCII, so that it survives headers, logs and the database alike. */
export const idempotencyKeyPattern = '^[\\x20-\\x7e]{1,255}$';
const pattern = new RegExp(idempotencyKeyPattern);

/** Null when none was sent; throws `invalid_input` for one that cannot be kept. */
export const idempotencyKeyOf = (headers: Headers): string | null => {
  const key = headers.get(idempotencyKeyHeader);
  if (key === null) return null;
  if (pattern.test(key)) return key;
  throw new DomainError(
    'invalid_input',
    { code: 'key_unreadable', params: {} },
    {
      fields: [{ field: idempotencyKeyHeader }],
    },
  );
};
