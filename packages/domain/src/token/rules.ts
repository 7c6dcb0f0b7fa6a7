// What a token may be made for, and where it stands. Pure.
import {
  type CreateToken,
  dayMs,
  everyScope,
  exceedingScope,
  isScope,
  type Reason,
  type TokenItem,
  type TokenState,
  tokenDefaultDays,
} from '@portal/types';
import { DomainError, type FieldFault } from '../errors.ts';
import type { TokenRecord } from '../ports/tokens.ts';

type Standing = Pick<TokenRecord, 'revokedAt' | 'replacedAt' | 'expiresAt'>;

export const stateOf = ({ revokedAt, replacedAt, expiresAt }: Standing, now: Date): TokenState => {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt !== null && expiresAt.getTime() <= now.getTime()) return 'expired';
  return replacedAt === null ? 'active' : 'replaced';
};

export const works = (token: Standing, now: Date): boolean => {
  const state = stateOf(token, now);
  return state === 'active' || state === 'replaced';
};

/** Of those that were made with a token: the ones that were revoked with it. */
export const revokedWith = (token: TokenRecord, made: readonly TokenRecord[]): string[] =>
  made.filter(({ revokedAt }) => revokedAt?.getTime() === token.revokedAt?.getTime()).map(({ id }) => id);

export const tokenView = (token: TokenRecord, now: Date): TokenItem => {
  const { replacedAt: _, scopes, addresses, createdAt, expiresAt, revokedAt, lastUsedAt, ...plain } = token;
  return {
    ...plain,
    scopes: [...(scopes ?? [everyScope])],
    addresses: [...addresses],
    state: stateOf(token, now),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
};

/** As many as it was given; those of before have none. */
export const daysGiven = ({ createdAt, expiresAt }: Pick<TokenRecord, 'createdAt' | 'expiresAt'>): number =>
  expiresAt === null ? tokenDefaultDays : Math.max(1, Math.round((expiresAt.getTime() - createdAt.getTime()) / dayMs));

/** Throws for scopes that there are none of, and for more days than the installation allows. */
export const checkForm = ({ scopes, days }: Pick<CreateToken, 'scopes' | 'days'>, maxDays: number): void => {
  const unknown = scopes.flatMap((scope, index): readonly FieldFault[] =>
    isScope(scope) ? [] : [{ field: `scopes.${index}`, reason: { code: 'scope_unknown', params: { scope } } }],
  );
  const tooLong: readonly FieldFault[] =
    (days ?? 0) > maxDays ? [{ field: 'days', reason: { code: 'number_too_large', params: { max: maxDays } } }] : [];
  const fields = [...unknown, ...tooLong];
  if (fields.length > 0) throw new DomainError('invalid_input', undefined, { fields });
};

export interface Terms {
  readonly scopes: readonly string[];
  readonly addresses: readonly string[];
  readonly expiresAt: Date;
}

/** Why a token may not make another one on these terms: it would give more than it has. Null where it may. */
export const excessOf = (asked: Terms, own: TokenRecord): Reason | null => {
  const scope = exceedingScope(asked.scopes, own.scopes);
  if (scope !== undefined) return { code: 'scope_exceeds', params: { scope } };
  if (own.expiresAt !== null && asked.expiresAt.getTime() > own.expiresAt.getTime()) {
    return { code: 'token_outlives', params: {} };
  }
  const isBound = own.addresses.length > 0;
  const isWithin = asked.addresses.length > 0 && asked.addresses.every((address) => own.addresses.includes(address));
  return isBound && !isWithin ? { code: 'addresses_exceed', params: {} } : null;
};
