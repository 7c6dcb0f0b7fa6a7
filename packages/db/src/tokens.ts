// Who an API token speaks for, and what it may be used for: asked by every request that brings one. What is read is kept in memory
// while the audit trail tells of changes; when and from where a token was used is settled apart from the request.
import {
  type Log,
  oncePerMinute,
  putOnRecordInTurn,
  type TokenPrincipal,
  type TokenStore,
  tokenActions,
  tokenEvent,
  type UnitOfWork,
} from '@portal/domain';
import type pg from 'pg';
import { z } from 'zod';
import { CachedPeople } from './cached-people.ts';
import type { FeedHub } from './feed-hub.ts';
import type { PrismaClient } from './generated/client.ts';
import { actorColumns, actorRow, personOf } from './readers/people-reader.ts';
import { listTokens, readTokenById, tokensMadeWith, usableToken } from './readers/token-reader.ts';
import { systemClock } from './system.ts';
import { isAmong } from './token-addresses.ts';
import { isSameSecret, mintToken, type ParsedToken, parseToken } from './token-form.ts';
import { createUseWriter } from './token-use-writer.ts';
import { TokenUses } from './token-uses.ts';

/** The request that brings a token. */
interface TokenRequest {
  /** The client's network address; null where nobody knows it. */
  readonly address: string | null;
  readonly requestId: string | null;
}

export interface Tokens extends TokenStore {
  /**
   * `bearer` is the token itself, without the word Bearer. Null when it is malformed, unknown, revoked, at its end, or not to be
   * used from this address.
   */
  resolve(bearer: string, from?: TokenRequest): Promise<TokenPrincipal | null>;
}

interface TokenParts {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  readonly hub: FeedHub;
  readonly unitOfWork: UnitOfWork;
  readonly log: Log;
}

const tokenRow = actorRow.extend({
  tokenId: z.string(),
  tokenName: z.string(),
  secretHash: z.string(),
  scopes: z.array(z.string()).nullable(),
  addresses: z.array(z.string()),
  expiresAt: z.date().nullable(),
});
type TokenRow = z.infer<typeof tokenRow>;

const readToken = async (pool: pg.Pool, given: ParsedToken): Promise<TokenRow | null> => {
  const { rows } = await pool.query<Record<string, unknown>>({
    name: 'portal_token',
    text: `SELECT ${actorColumns}, k.id AS "tokenId", k.name AS "tokenName", k.secret_hash AS "secretHash", k.scopes,
        to_json(k.addresses) AS addresses, k.expires_at AS "expiresAt"
      FROM api_tokens AS k JOIN users AS u ON u.id = k.user_id LEFT JOIN teams AS t ON t.id = u.team_id
      WHERE k.prefix = $1 AND ${usableToken} AND u.disabled_at IS NULL`,
    values: [given.prefix],
  });
  if (rows[0] === undefined) return null;
  const row = tokenRow.parse(rows[0]);
  return isSameSecret(given, row) ? row : null;
};

const principalOf = ({ tokenId, tokenName, scopes, ...row }: TokenRow): TokenPrincipal => ({
  kind: 'token',
  tokenId,
  tokenName,
  scopes,
  ...personOf(row),
});

/** Puts on record that a token was brought from where it may not be used; the request does not wait for it. */
const createAddressAlarm = ({ unitOfWork, log }: TokenParts) => {
  const mayRecord = oncePerMinute(systemClock);
  return (principal: TokenPrincipal, { address, requestId }: TokenRequest): void => {
    const event = tokenEvent(tokenActions.refusedAddress, principal.tokenId, { address }, 'refused');
    const recorded = { actor: { principal, requestId, address }, event };
    const turn = mayRecord(`${principal.tokenId} ${address}`);
    putOnRecordInTurn(unitOfWork, turn, () => recorded).catch((err: unknown) =>
      log.error('a token from another address could not be put on record', { err }),
    );
  };
};

const nowhere: TokenRequest = { address: null, requestId: null };

/** `settle` writes the uses that are still in memory. */
export const createTokens = (parts: TokenParts): { readonly tokens: Tokens; readonly settle: () => Promise<void> } => {
  const { pool, prisma, hub, log } = parts;
  const known = new CachedPeople<TokenRow>(hub);
  const uses = new TokenUses({ now: systemClock.now, settle: createUseWriter(prisma), log });
  const tellWrongAddress = createAddressAlarm(parts);
  const tokens: Tokens = {
    resolve: async (bearer, from = nowhere) => {
      const given = parseToken(bearer);
      if (given === null) return null;
      const row = await known.read(`${given.prefix}_${given.secretHash}`, () => readToken(pool, given));
      if (row === null || (row.expiresAt !== null && row.expiresAt <= systemClock.now())) return null;
      const principal = principalOf(row);
      if (!isAmong(row.addresses, from.address)) {
        tellWrongAddress(principal, from);
        return null;
      }
      uses.note(principal, from.address);
      return principal;
    },
    byId: (id) => readTokenById(pool, id),
    list: (filter) => listTokens(pool, filter),
    madeWith: (id) => tokensMadeWith(pool, id),
    mint: mintToken,
  };
  return { tokens, settle: () => uses.settle() };
};
