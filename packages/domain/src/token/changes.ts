// What is done to API tokens, by whoever acts: a person, a token, or a command on the machine of the database. Who may is asked before.
import { type CreateToken, daysAfter, tokenDefaultDays } from '@portal/types';
import { tokenActions, tokenEvent } from '../audit/token-events.ts';
import { Change } from '../change.ts';
import { DomainError } from '../errors.ts';
import { canonicalJson } from '../idempotency.ts';
import type { Clock, Ids } from '../ports/system.ts';
import type { TokenRecord, TokenStore } from '../ports/tokens.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import type { ActorContext } from '../principal.ts';
import { checkForm, type Terms, works } from './rules.ts';

export interface TokenPolicy {
  /** The longest that a new token may last. */
  readonly maxDays: number;
}

const usual: TokenPolicy = { maxDays: 365 };
/** Of one owner, that still work. */
const mostUsable = 100;

export interface TokenPorts {
  readonly tokens: TokenStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tokenPolicy?: TokenPolicy;
}

/** Of a new token: whose it is, what it is called, and the one that it takes over from. */
interface About {
  readonly ownerId: string;
  readonly name: string;
  readonly rotatedFrom: string | null;
}

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();

const refuseTooMany = async (tx: Transaction, userId: string): Promise<void> => {
  await tx.lock({ kind: 'quota', userId });
  if ((await tx.usableTokens(userId)) < mostUsable) return;
  throw new DomainError('limit_exceeded', { code: 'too_many_tokens', params: { max: mostUsable } });
};

export const createTokenChanges = ({ tokens, unitOfWork, clock, ids, tokenPolicy }: TokenPorts) => {
  const { maxDays } = tokenPolicy ?? usual;

  /** The row of a new token, and its text, which is kept nowhere. */
  const fresh = ({ principal }: ActorContext, { ownerId, name, rotatedFrom }: About, terms: Terms) => {
    const { token, ...kept } = tokens.mint();
    const scopes = sorted(terms.scopes);
    const addresses = sorted(terms.addresses);
    const createdBy = principal.kind === 'system' ? null : principal.userId;
    const madeWith = principal.kind === 'token' ? principal.tokenId : null;
    const given = { ...terms, scopes, addresses, createdBy, madeWith, rotatedFrom };
    const row = { id: ids.next(), userId: ownerId, name, ...kept, terms: given };
    const told = { name, prefix: kept.prefix, userId: ownerId, scopes, addresses };
    return { token, row, detail: { ...told, expiresAt: terms.expiresAt.toISOString() } };
  };

  return {
    maxDays,
    fresh,

    /** Throws for what there is no such token of. */
    termsOf({ scopes, addresses = [], days = Math.min(tokenDefaultDays, maxDays) }: CreateToken): Terms {
      checkForm({ scopes, days }, maxDays);
      return { scopes, addresses, expiresAt: daysAfter(clock.now(), days) };
    },

    async create(actor: ActorContext, about: Omit<About, 'rotatedFrom'>, terms: Terms) {
      const { token, row, detail } = fresh(actor, { ...about, rotatedFrom: null }, terms);
      await unitOfWork.run(actor, async (tx) => {
        await refuseTooMany(tx, about.ownerId);
        const events = [tokenEvent(tokenActions.created, row.id, detail)] as const;
        await tx.commit(Change.of({ writes: [{ kind: 'apiToken.insert', row }], events }));
      });
      return { id: row.id, token };
    },

    /** With those that were made with it and still work, unless they are to stay. Answers which those are. */
    async revoke(actor: ActorContext, token: TokenRecord, keepMade = false): Promise<readonly string[]> {
      if (token.revokedAt !== null) return [];
      const at = clock.now();
      const made = keepMade ? [] : (await tokens.madeWith(token.id)).filter((one) => works(one, at));
      const eventOf = ({ id, name, prefix, owner }: TokenRecord) => {
        const because = id === token.id ? {} : { madeWith: token.id };
        return tokenEvent(tokenActions.revoked, id, { name, prefix, userId: owner.id, ...because });
      };
      const writes = [token, ...made].map(({ id }) => ({ kind: 'apiToken.revoke', id, at }) as const);
      const events = [eventOf(token), ...made.map(eventOf)] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes, events })));
      return made.map(({ id }) => id);
    },

    async restrict(actor: ActorContext, { id, name, addresses: before }: TokenRecord, addresses: readonly string[]) {
      const to = sorted(addresses);
      if (canonicalJson(to) === canonicalJson(sorted(before))) return;
      const events = [tokenEvent(tokenActions.restricted, id, { name, from: [...before], to: [...to] })] as const;
      const writes = [{ kind: 'apiToken.restrict', id, addresses: to }] as const;
      await unitOfWork.run(actor, (tx) => tx.commit(Change.of({ writes, events })));
    },
  };
};
