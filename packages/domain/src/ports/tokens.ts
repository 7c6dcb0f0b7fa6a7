// API tokens as the services need them: read, and made. Who a token speaks for is resolved at the edge, by packages/db.
import type { PersonKind } from '@portal/types';

/** A token with the names around it. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly owner: {
    readonly id: string;
    readonly name: string;
    readonly kind: PersonKind;
    readonly isDisabled: boolean;
  };
  /** The token that it was made with. */
  readonly madeWith: string | null;
  readonly createdBy: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  /** Null for everything that its owner may. */
  readonly scopes: readonly string[] | null;
  /** Empty for anywhere. */
  readonly addresses: readonly string[];
  /** Null for one without an end, which only those of before are. */
  readonly expiresAt: Date | null;
  readonly replacedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly rotatedFrom: string | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
}

export interface TokenFilter {
  /** Null for everybody's. */
  readonly ownerId: string | null;
  readonly onlyUsable: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A new token: the text that its holder sends, and what is kept of it. */
export interface MintedToken {
  readonly token: string;
  readonly prefix: string;
  /** SHA-256 of its secret part, hex. */
  readonly secretHash: string;
}

export interface TokenStore {
  /** Null for an id that is none of a token. */
  byId(id: string): Promise<TokenRecord | null>;
  /** Newest first. */
  list(filter: TokenFilter): Promise<{ readonly items: readonly TokenRecord[]; readonly nextCursor: string | null }>;
  /** The tokens that were made with it, and with those, and so on. */
  madeWith(id: string): Promise<readonly TokenRecord[]>;
  mint(): MintedToken;
}
