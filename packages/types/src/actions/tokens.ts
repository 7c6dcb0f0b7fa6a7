// What can be asked of API tokens.
import {
  createTokenSchema,
  listTokensSchema,
  newTokenSchema,
  restrictTokenSchema,
  revokeTokenSchema,
  rotateTokenSchema,
  tokenItemSchema,
  tokenPageSchema,
} from '../tokens.ts';
import type { Action } from './define.ts';

const tag = 'tokens';
const shown = { tag, answers: 'api_token', shownOnce: true, output: newTokenSchema } as const;

export const tokenRows = {
  list: {
    method: 'GET',
    path: '/tokens',
    summary: 'List API tokens',
    description:
      'Your own, newest first; for administrators and auditors everybody’s too. Never the tokens themselves.',
    tag,
    who: 'anybody',
    input: listTokensSchema,
    output: tokenPageSchema,
  },
  create: {
    method: 'POST',
    path: '/tokens',
    summary: 'Make an API token',
    description:
      'Answers the token itself, this once. It can do what its scopes say and its owner may, whichever is less. A token makes none that can do more than itself, or lasts longer. Administrators make those of a service account, by its id as `owner`.',
    ...shown,
    who: 'anybody',
    isLimited: true,
    input: createTokenSchema,
    example: { name: 'nightly report', scopes: ['read'], days: 30 },
  },
  rotate: {
    method: 'POST',
    path: '/tokens/{id}/rotate',
    summary: 'Rotate an API token',
    description:
      'Answers a new token with the same scopes and addresses, this once. The old one works on for `overlapHours`. For its owner alone; for administrators where that is a service account.',
    ...shown,
    who: 'holder',
    input: rotateTokenSchema,
    example: { overlapHours: 24 },
  },
  revoke: {
    method: 'POST',
    path: '/tokens/{id}/revoke',
    summary: 'Revoke an API token',
    description:
      'It is refused from then on, and its live connections end; so are the tokens that were made with it, by `create` or `rotate`, unless `keepMade` says otherwise. For its owner and administrators.',
    tag,
    who: 'withdrawer',
    answers: 'api_token',
    input: revokeTokenSchema,
    output: tokenItemSchema,
  },
  restrict: {
    method: 'POST',
    path: '/tokens/{id}/addresses',
    summary: 'Change where an API token may be used from',
    description:
      'In place of the addresses and networks that it has. A token gives none more than it has itself. For its owner and administrators.',
    tag,
    who: 'withdrawer',
    answers: 'api_token',
    input: restrictTokenSchema,
    example: { addresses: ['192.0.2.0/24'] },
    output: tokenItemSchema,
  },
} as const satisfies Record<string, Action>;
