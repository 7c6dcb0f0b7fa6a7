// API tokens with the names around them, newest first by id (ids carry the time).
import type { TokenFilter, TokenRecord } from '@portal/domain';
import { personKinds } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { isUuid } from '../uuid.ts';
import { decodeIdCursor, pageById } from './cursors.ts';
import { SqlParameters } from './sql.ts';

const named = z.object({ id: z.string(), name: z.string() });

const tokenRow = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  owner: named.extend({ kind: z.enum(personKinds), isDisabled: z.boolean() }),
  createdBy: named.nullable(),
  madeWith: z.string().nullable(),
  createdAt: z.date(),
  scopes: z.array(z.string()).nullable(),
  addresses: z.array(z.string()),
  expiresAt: z.date().nullable(),
  replacedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  rotatedFrom: z.string().nullable(),
  lastUsedAt: z.date().nullable(),
  lastUsedFrom: z.string().nullable(),
}) satisfies z.ZodType<TokenRecord>;

const select = `SELECT k.id, k.name, k.prefix, json_build_object('id', u.id, 'name', u.name, 'kind', u.kind, 'isDisabled', u.disabled_at IS NOT NULL) AS owner,
    CASE WHEN c.id IS NOT NULL THEN json_build_object('id', c.id, 'name', c.name) END AS "createdBy",
    k.made_with AS "madeWith", k.created_at AS "createdAt", k.scopes, to_json(k.addresses) AS addresses, k.expires_at AS "expiresAt",
    k.replaced_at AS "replacedAt", k.revoked_at AS "revokedAt", k.rotated_from AS "rotatedFrom",
    l.last_used_at AS "lastUsedAt", host(l.address) AS "lastUsedFrom"
  FROM api_tokens AS k JOIN users AS u ON u.id = k.user_id LEFT JOIN users AS c ON c.id = k.created_by
  LEFT JOIN LATERAL (SELECT s.last_used_at, s.address FROM api_token_uses AS s WHERE s.token_id = k.id
    ORDER BY s.last_used_at DESC LIMIT 1) AS l ON true`;

/** Neither revoked nor at its end. */
export const usableToken = 'k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())';

const statementOf = ({ ownerId, onlyUsable, cursor, limit }: TokenFilter) => {
  const parameters = new SqlParameters();
  const conditions = [
    'true',
    ...(ownerId === null ? [] : [`k.user_id = ${parameters.add(ownerId)}::uuid`]),
    ...(onlyUsable ? [usableToken] : []),
    ...(cursor === undefined ? [] : [`k.id < ${parameters.add(decodeIdCursor(cursor))}::uuid`]),
  ];
  const text = `${select} WHERE ${conditions.join(' AND ')} ORDER BY k.id DESC LIMIT ${parameters.add(limit + 1)}`;
  return { text, values: parameters.values };
};

export const readTokenById = async (pool: pg.Pool, id: string): Promise<TokenRecord | null> => {
  if (!isUuid(id)) return null;
  const { rows } = await pool.query<Record<string, unknown>>(`${select} WHERE k.id = $1`, [id]);
  return rows[0] === undefined ? null : tokenRow.parse(rows[0]);
};

/** Of all that were made with it, however many hands it went through. */
export const tokensMadeWith = async (pool: pg.Pool, id: string): Promise<readonly TokenRecord[]> => {
  const { rows } = await pool.query<Record<string, unknown>>(
    `${select} WHERE k.id IN (
       WITH RECURSIVE made AS (
         SELECT m.id FROM api_tokens AS m WHERE m.made_with = $1
         UNION SELECT m.id FROM api_tokens AS m JOIN made ON m.made_with = made.id)
       SELECT made.id FROM made) ORDER BY k.id`,
    [id],
  );
  return rows.map((row) => tokenRow.parse(row));
};

export const listTokens = async (pool: pg.Pool, filter: TokenFilter) => {
  if (filter.ownerId !== null && !isUuid(filter.ownerId)) return { items: [], nextCursor: null };
  const { rows } = await pool.query<Record<string, unknown>>(statementOf(filter));
  return pageById(
    rows.map((row) => tokenRow.parse(row)),
    filter.limit,
  );
};
