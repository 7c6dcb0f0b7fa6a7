// What can be asked of API tokens.
import {
  createTokenSchema,
  listTokensSchema,
  newTokenSchema,
  rotateTokenSchema,
  tokenIdSchema,
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
      'Answers the token itself, this once. It can do what its scopes say and its owner may, whichever is less. A token makes none that can do more than itself, or lasts longer.',
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
      'Answers a new token with the same scopes and addresses, this once. The old one works on for `overlapHours`. For its owner alone.',
    ...shown,
    who: 'holder',
    input: rotateTokenSchema,
    example: { overlapHours: 24 },
  },
  revoke: {
    method: 'POST',
    path: '/tokens/{id}/revoke',
    summary: 'Revoke an API token',
    description: 'It is refused from then on, and its live connections end. For its owner and administrators.',
    tag,
    who: 'withdrawer',
    answers: 'api_token',
    input: tokenIdSchema,
    output: tokenItemSchema,
  },
} as const satisfies Record<string, Action>;
