// API tokens on the wire: what they may do, from where and until when. Scopes stand in scopes.ts, which reads the table of actions.
import { z } from 'zod';
import { rule } from './codes/fields.ts';
import { personKinds } from './person-states.ts';
import {
  cursorSchema,
  idParamSchema,
  lineSchema,
  pageLimitSchema,
  pageOf,
  timestampSchema,
  uuidSchema,
} from './primitives.ts';

/** `replaced`: rotated, and still good until `expiresAt`. */
export const tokenStates = ['active', 'replaced', 'expired', 'revoked'] as const;
export type TokenState = (typeof tokenStates)[number];

export const tokenDefaultDays = 90;
/** No setting allows more. */
export const tokenLongestDays = 3_650;
export const tokenLongestOverlapHours = 24;
export const tokenMostAddresses = 20;
const mostScopes = 200;

export const scopeListSchema = z
  .array(z.string().min(1).max(64))
  .min(1)
  .max(mostScopes)
  .describe(
    '`read`; `resource:action`, such as `deployments:create`, by the names of the operations; `resource:*`; or `*` for all.',
  );

const named = z.object({ id: uuidSchema, name: z.string() });

export const tokenItemSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** How it begins: for telling tokens apart. */
  prefix: z.string(),
  /** `kind`: whether that is a person, or a service account. While `isDisabled` no token of theirs works. */
  owner: named.extend({ kind: z.enum(personKinds), isDisabled: z.boolean() }),
  createdBy: named.nullable(),
  /** The token that it was made with; null where a person made it in the portal, and for those of before this was kept. */
  madeWith: uuidSchema.nullable(),
  createdAt: timestampSchema,
  scopes: z.array(z.string()),
  /** Addresses and networks that it may be used from; empty for anywhere. */
  addresses: z.array(z.string()),
  state: z.enum(tokenStates),
  /** Null for those that were made before tokens had an end. */
  expiresAt: timestampSchema.nullable(),
  revokedAt: timestampSchema.nullable(),
  /** The token that this one took over from. */
  rotatedFrom: uuidSchema.nullable(),
  /** To the minute, with the address that it was last used from. */
  lastUsedAt: timestampSchema.nullable(),
  lastUsedFrom: z.string().nullable(),
  alsoRevoked: z
    .array(uuidSchema)
    .describe('In the answer to revoking alone: the tokens that were made with it, and are revoked with it.')
    .optional(),
});
export type TokenItem = z.infer<typeof tokenItemSchema>;

/** The only answer that has the token itself. */
export const newTokenSchema = tokenItemSchema.extend({ token: z.string() });
export type NewToken = z.infer<typeof newTokenSchema>;

export const tokenPageSchema = pageOf(tokenItemSchema).extend({ maxDays: z.int().min(1) });
export type TokenPage = z.infer<typeof tokenPageSchema>;

export const listTokensSchema = z.strictObject({
  owner: idParamSchema
    .describe('`me` unless told otherwise. For administrators and auditors also `all`, or somebody’s id.')
    .optional(),
  state: z.enum(['usable', 'all']).describe('`usable` unless told otherwise.').optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListTokens = z.infer<typeof listTokensSchema>;

const isAddressOrNetwork = (text: string): boolean =>
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(text).success);

const addressListSchema = z
  .array(z.string().trim().min(1).max(64).refine(isAddressOrNetwork, rule('address_malformed')))
  .max(tokenMostAddresses);

const daysSchema = z.int().min(1).max(tokenLongestDays);

export const createTokenSchema = z.strictObject({
  name: lineSchema(100),
  scopes: scopeListSchema,
  days: daysSchema.describe(`Until it ends; ${tokenDefaultDays} unless told otherwise.`).optional(),
  addresses: addressListSchema
    .describe('Addresses and networks (CIDR) that it may be used from; anywhere unless told otherwise.')
    .optional(),
  owner: idParamSchema
    .describe('The id of a service account, for administrators; your own unless told otherwise.')
    .optional(),
});
export type CreateToken = z.infer<typeof createTokenSchema>;

const tokenIdSchema = z.strictObject({ id: idParamSchema });

export const revokeTokenSchema = tokenIdSchema.extend({
  keepMade: z
    .boolean()
    .describe('Leaves the tokens that were made with it, which are revoked too unless told otherwise.')
    .optional(),
});
export type RevokeToken = z.infer<typeof revokeTokenSchema>;

export const restrictTokenSchema = tokenIdSchema.extend({
  addresses: addressListSchema.describe('Addresses and networks (CIDR) that it may be used from; none for anywhere.'),
});
export type RestrictToken = z.infer<typeof restrictTokenSchema>;

export const rotateTokenSchema = tokenIdSchema.extend({
  overlapHours: z
    .int()
    .min(0)
    .max(tokenLongestOverlapHours)
    .describe('How long the old secret goes on working; 0 unless told otherwise.')
    .optional(),
  days: daysSchema.describe('Until the new one ends; as many as the old one had unless told otherwise.').optional(),
});
export type RotateToken = z.infer<typeof rotateTokenSchema>;
