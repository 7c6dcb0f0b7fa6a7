// A token of a person, where it is used from, and what is on record of it.
import { Change, type TokenTerms, tokenActions, tokenEvent, type UserPrincipal } from '@portal/domain';
import { uuidv7 } from 'uuidv7';
import { mintToken } from '../src/token-form.ts';
import type { PortalFixture } from './portal-fixture.ts';

export const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);

export const made = async (portal: PortalFixture, owner: UserPrincipal, given: Partial<TokenTerms> = {}) => {
  const { token, ...kept } = mintToken();
  const terms: TokenTerms = {
    ...{ scopes: ['read'], addresses: [], expiresAt: inSeconds(3_600), createdBy: owner.userId, rotatedFrom: null },
    ...given,
  };
  const row = { id: uuidv7(), userId: owner.userId, name: 'ci', ...kept, terms };
  await portal.commit(
    Change.of({ writes: [{ kind: 'apiToken.insert', row }], events: [tokenEvent(tokenActions.created, row.id)] }),
  );
  return { id: row.id, token };
};

export const from = (address: string | null) => ({ address, requestId: 'r-1' });

export const onRecord = async ({ owner }: PortalFixture, action: string) =>
  (
    await owner.query<{ actor: string; outcome: string; address: string; detail: unknown }>(
      `SELECT actor_kind || ':' || actor_name AS actor, outcome, address, detail FROM audit_logs
       WHERE action = $1 ORDER BY id`,
      [action],
    )
  ).rows;
