// Page cursors: where the last page ended, opaque to clients. One that was not made here is the client's mistake.
import { DomainError } from '@portal/domain';
import { isUuid } from '../uuid.ts';

const invalid = (): DomainError =>
  new DomainError(
    'invalid_input',
    { code: 'cursor_unknown', params: {} },
    {
      fields: [{ field: 'cursor' }],
    },
  );

export interface NewestFirst {
  readonly createdAt: Date;
  readonly id: string;
}

export const encodeCursor = ({ createdAt, id }: NewestFirst): string =>
  Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');

export const decodeCursor = (cursor: string): NewestFirst => {
  const match = /^(\d{1,15})\.(.{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  const [, time = '', id = ''] = match ?? [];
  if (match === null || !isUuid(id)) throw invalid();
  return { createdAt: new Date(Number(time)), id };
};

const encodeIdCursor = (id: string): string => Buffer.from(id).toString('base64url');

export const decodeIdCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isUuid(id)) throw invalid();
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
