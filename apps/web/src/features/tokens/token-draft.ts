// What is written in the form for a new token, and the request that it becomes.
import { type CreateToken, createTokenSchema, tokenDefaultDays } from '@portal/types';
import { z } from 'zod';
import { everyScope, readScope } from './scope-catalog.ts';

export const extents = ['read', 'some', 'everything'] as const;
type Extent = (typeof extents)[number];

export interface TokenDraft {
  /** The service account whose it is; empty for one's own. */
  readonly owner: string;
  readonly name: string;
  readonly extent: Extent;
  /** Of an extent of some. */
  readonly scopes: readonly string[];
  readonly days: number | null;
  /** One a line. */
  readonly addresses: string;
}

export const emptyDraft = (maxDays: number): TokenDraft => ({
  owner: '',
  name: '',
  extent: 'read',
  scopes: [],
  days: Math.min(tokenDefaultDays, maxDays),
  addresses: '',
});

export const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const scopesOf = ({ extent, scopes }: TokenDraft): readonly string[] => {
  if (extent === 'some') return scopes;
  return extent === 'read' ? [readScope] : [everyScope];
};

/** `isForService`: it has to be said whose it is. */
export const draftSchema = (maxDays: number, isForService = false) =>
  z
    .custom<TokenDraft>()
    .transform(
      (draft): CreateToken => ({
        name: draft.name,
        scopes: [...scopesOf(draft)],
        days: draft.days ?? Number.NaN,
        addresses: linesOf(draft.addresses),
        ...(isForService && { owner: draft.owner }),
      }),
    )
    .pipe(
      createTokenSchema
        .required({ name: true, scopes: true, days: true, addresses: true })
        .extend({ days: z.int().min(1).max(maxDays) }),
    );
