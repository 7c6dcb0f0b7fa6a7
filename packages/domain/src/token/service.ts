// API tokens: whose there are, made, rotated, revoked; and what is asked with one that it was not made for.
import {
  type CreateToken,
  daysAfter,
  defaultPageLimit,
  everyScope,
  hoursAfter,
  type ListTokens,
  type NewToken,
  type RestrictToken,
  type RevokeToken,
  type RotateToken,
  type TokenItem,
  type TokenPage,
} from '@portal/types';
import { tokenActions, tokenEvent } from '../audit/token-events.ts';
import { Change } from '../change.ts';
import { DomainError, notFound } from '../errors.ts';
import { requireWithinOwn } from '../people/within-own.ts';
import type { Directory } from '../ports/directory.ts';
import type { TokenRecord } from '../ports/tokens.ts';
import { isAdministrator, may, type PersonContext, rightsOf } from '../principal.ts';
import { refusalOnRecord } from '../put-on-record.ts';
import { createTokenChanges, type TokenPorts } from './changes.ts';
import { checkForm, daysGiven, excessOf, revokedWith, stateOf, type Terms, tokenView } from './rules.ts';

const recorded = {
  rotate: tokenActions.rotated,
  revoke: tokenActions.revoked,
  restrict: tokenActions.restricted,
} as const;

export const createTokenService = (ports: TokenPorts & { readonly directory: Directory }) => {
  const { tokens, unitOfWork, clock, directory } = ports;
  const changes = createTokenChanges(ports);
  const { maxDays } = changes;

  const read = async (id: string): Promise<TokenRecord> => {
    const token = await tokens.byId(id);
    if (token === null) throw notFound('token');
    return token;
  };

  /** Whose the new token is. A person's are made by that person alone: whoever has one acts in their name. */
  const ownerOf = async (actor: PersonContext, owner: string | undefined): Promise<string> => {
    const { userId } = actor.principal;
    if (owner === undefined || owner === userId) return userId;
    if (!isAdministrator(actor.principal))
      throw new DomainError('forbidden', { code: 'for_administrators', params: {} });
    const account = await directory.person(owner);
    if (account === null) throw notFound('person');
    if (account.kind !== 'service') throw new DomainError('forbidden', { code: 'token_of_person', params: {} });
    requireWithinOwn(actor, account);
    return account.id;
  };

  /** One that this person may do that with; what was refused on one that they may see is put on record. */
  const permitted = async (actor: PersonContext, action: keyof typeof recorded, id: string): Promise<TokenRecord> => {
    const token = await read(id);
    const permission = may(actor.principal, `tokens.${action}`, { ownerId: token.owner.id, teamId: null });
    if (permission.allowed) return token;
    // Nobody else is there to keep the tokens of a service account.
    if (token.owner.kind === 'service' && isAdministrator(actor.principal)) {
      await ownerOf(actor, token.owner.id);
      return token;
    }
    await refusalOnRecord(unitOfWork, actor, tokenEvent(recorded[action], id, {}, 'refused'));
    throw permission.isHidden ? notFound('token') : new DomainError('forbidden', permission.reason);
  };

  /** A token gives no more than it has itself. */
  const refuseExcess = async ({ principal, ...actor }: PersonContext, asked: Terms): Promise<void> => {
    if (principal.kind !== 'token') return;
    const reason = excessOf(asked, await read(principal.tokenId));
    if (reason === null) return;
    const detail = { reason: { code: reason.code, params: { ...reason.params } } };
    const refused = tokenEvent(tokenActions.created, principal.tokenId, detail, 'refused');
    await refusalOnRecord(unitOfWork, { ...actor, principal }, refused);
    throw new DomainError('forbidden', reason);
  };

  const revoked = async (token: TokenRecord): Promise<TokenItem> => ({
    ...tokenView(token, clock.now()),
    alsoRevoked: revokedWith(token, await tokens.madeWith(token.id)),
  });

  const shown = async (id: string, token: string): Promise<NewToken> => ({
    ...tokenView(await read(id), clock.now()),
    token,
  });

  return {
    async list(actor: PersonContext, input: ListTokens): Promise<TokenPage> {
      const { owner = 'me', state = 'usable', cursor, limit = defaultPageLimit } = input;
      const { userId } = actor.principal;
      const ownerId = owner === 'me' ? userId : owner === 'all' ? null : owner;
      if (ownerId !== userId && rightsOf(actor.principal).sees !== 'all') {
        throw new DomainError('forbidden', { code: 'for_overseers', params: {} });
      }
      const page = await tokens.list({ ownerId, onlyUsable: state === 'usable', cursor, limit });
      const now = clock.now();
      return { items: page.items.map((token) => tokenView(token, now)), nextCursor: page.nextCursor, maxDays };
    },

    /** As it answers a repeat of what was done to it. */
    async byId(actor: PersonContext, id: string): Promise<TokenItem> {
      const token = await read(id);
      const permission = may(actor.principal, 'tokens.revoke', { ownerId: token.owner.id, teamId: null });
      if (!permission.allowed && permission.isHidden) throw notFound('token');
      if (token.revokedAt !== null) return revoked(token);
      return tokenView(token, clock.now());
    },

    async create(actor: PersonContext, input: CreateToken): Promise<NewToken> {
      const terms = changes.termsOf(input);
      const ownerId = await ownerOf(actor, input.owner);
      await refuseExcess(actor, terms);
      const { id, token } = await changes.create(actor, { ownerId, name: input.name }, terms);
      return shown(id, token);
    },

    async rotate(actor: PersonContext, { id, overlapHours = 0, days }: RotateToken): Promise<NewToken> {
      const old = await permitted(actor, 'rotate', id);
      const now = clock.now();
      if (stateOf(old, now) !== 'active') {
        throw new DomainError('transition_refused', { code: 'token_ended', params: {} });
      }
      checkForm({ scopes: [], days }, maxDays);
      const expiresAt = daysAfter(now, days ?? Math.min(daysGiven(old), maxDays));
      const terms = { scopes: old.scopes ?? [everyScope], addresses: old.addresses, expiresAt };
      await refuseExcess(actor, terms);
      const { token, row, detail } = changes.fresh(
        actor,
        { ownerId: old.owner.id, name: old.name, rotatedFrom: id },
        terms,
      );
      const worksUntil = hoursAfter(now, overlapHours);
      const taken = { rotatedFrom: id, prefix: row.prefix };
      const left = { rotatedTo: row.id, worksUntil: worksUntil.toISOString() };
      await unitOfWork.run(actor, (tx) =>
        tx.commit(
          Change.of({
            writes: [
              { kind: 'apiToken.replace', id, at: now, worksUntil },
              { kind: 'apiToken.insert', row },
            ],
            events: [
              tokenEvent(tokenActions.rotated, row.id, { ...detail, ...taken }),
              tokenEvent(tokenActions.replaced, id, left),
            ],
          }),
        ),
      );
      return shown(row.id, token);
    },

    async revoke(actor: PersonContext, { id, keepMade }: RevokeToken): Promise<TokenItem> {
      const token = await permitted(actor, 'revoke', id);
      await changes.revoke(actor, token, keepMade);
      return revoked(await read(id));
    },

    async restrict(actor: PersonContext, { id, addresses }: RestrictToken): Promise<TokenItem> {
      const token = await permitted(actor, 'restrict', id);
      if (stateOf(token, clock.now()) === 'revoked') {
        throw new DomainError('transition_refused', { code: 'token_ended', params: {} });
      }
      await refuseExcess(actor, { scopes: [], addresses, expiresAt: clock.now() });
      await changes.restrict(actor, token, addresses);
      return tokenView(await read(id), clock.now());
    },
  };
};
