// What is written in the form for a new token, and the request that it becomes.
import { type CreateToken, createTokenSchema, tokenDefaultDays } from '@portal/types';
import { z } from 'zod';
import { everyScope, readScope } from './scope-catalog.ts';

export const extents = ['read', 'some', 'everything'] as const;
type Extent = (typeof extents)[number];

export interface TokenDraft {
  readonly name: string;
  readonly extent: Extent;
  /** Of an extent of some. */
  readonly scopes: readonly string[];
  readonly days: number | null;
  /** One a line. */
  readonly addresses: string;
}

export const emptyDraft = (maxDays: number): TokenDraft => ({
  name: '',
  extent: 'read',
  scopes: [],
  days: Math.min(tokenDefaultDays, maxDays),
  addresses: '',
});

const linesOf = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const scopesOf = ({ extent, scopes }: TokenDraft): readonly string[] => {
  if (extent === 'some') return scopes;
  return extent === 'read' ? [readScope] : [everyScope];
};

export const draftSchema = (maxDays: number) =>
  z
    .custom<TokenDraft>()
    .transform(
      (draft): Required<CreateToken> => ({
        name: draft.name,
        scopes: [...scopesOf(draft)],
        days: draft.days ?? Number.NaN,
        addresses: linesOf(draft.addresses),
      }),
    )
    .pipe(createTokenSchema.required().extend({ days: z.int().min(1).max(maxDays) }));
