// Writes a block of uses of tokens, in one transaction with the audit rows of those addresses that a token was never used from.
import { Change, type TokenPrincipal, tokenActions, tokenEvent } from '@portal/domain';
import { z } from 'zod';
import { commit } from './commit.ts';
import type { PrismaClient } from './generated/client.ts';
import type { Client } from './readers/by-key.ts';
import type { TokenUse } from './token-uses.ts';

/** Of one token; the oldest are forgotten. */
const mostAddresses = 100;

const writtenRows = z.array(z.object({ tokenId: z.string(), address: z.string(), isNew: z.boolean() }));

/** In one order for everybody. Who has one IPv6 address has the 64 bits behind it. `xmax` is 0 in a row that this inserted. */
const write = async (client: Client, uses: readonly TokenUse[]) => {
  const [ids, addresses, times] = [
    uses.map(({ principal }) => principal.tokenId),
    uses.map(({ address }) => address),
    uses.map(({ at }) => at.toISOString()),
  ];
  const rows = await client.$queryRaw<unknown[]>`
    INSERT INTO api_token_uses AS s (token_id, address, last_used_at)
    SELECT g.token_id, CASE family(g.address) WHEN 6 THEN network(set_masklen(g.address, 64))::inet ELSE g.address END AS place,
      max(g.at)
    FROM unnest(${ids}::uuid[], ${addresses}::inet[], ${times}::timestamptz[]) AS g (token_id, address, at)
    GROUP BY g.token_id, place ORDER BY g.token_id, place
    ON CONFLICT (token_id, address) DO UPDATE SET last_used_at = greatest(s.last_used_at, excluded.last_used_at)
    RETURNING token_id AS "tokenId", to_json(address) #>> '{}' AS address, (xmax = 0) AS "isNew"`;
  return writtenRows.parse(rows);
};

const forgetOldest = (client: Client, tokenId: string) => client.$executeRaw`
  DELETE FROM api_token_uses WHERE token_id = ${tokenId}::uuid AND address IN (
    SELECT address FROM api_token_uses WHERE token_id = ${tokenId}::uuid
    ORDER BY last_used_at DESC, address OFFSET ${mostAddresses}::int)`;

const record = (client: Client, principal: TokenPrincipal, address: string) =>
  commit(
    client,
    { principal, requestId: null, address },
    Change.record(tokenEvent(tokenActions.usedFromNewAddress, principal.tokenId, { address })),
  );

export const createUseWriter =
  (prisma: PrismaClient) =>
  async (uses: readonly TokenUse[]): Promise<void> => {
    const principals = new Map(uses.map(({ principal }) => [principal.tokenId, principal]));
    await prisma.$transaction(async (client) => {
      for (const { tokenId, address, isNew } of await write(client, uses)) {
        const principal = principals.get(tokenId);
        if (!isNew || principal === undefined) continue;
        await record(client, principal, address);
        await forgetOldest(client, tokenId);
      }
    });
  };
