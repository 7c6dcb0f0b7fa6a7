// Page cursors: where the last page ended, opaque to clients. One that was not made here is the client's mistake.
import { DomainError } from '@portal/domain';
import { isUuid } from '../uuid.ts';

export const unknownCursor = (field = 'cursor'): DomainError =>
  new DomainError('invalid_input', { code: 'cursor_unknown', params: {} }, { fields: [{ field }] });

const encodeIdCursor = (id: string): string => Buffer.from(id).toString('base64url');

export const decodeIdCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isUuid(id)) throw unknownCursor();
  return id;
};

/** A page of rows that are ordered by id, newest first, of which one more was asked for than it holds. */
export const pageById = <Item extends { readonly id: string }>(
  found: readonly Item[],
  limit: number,
): { items: Item[]; nextCursor: string | null } => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > items.length && last !== undefined ? encodeIdCursor(last.id) : null };
};
