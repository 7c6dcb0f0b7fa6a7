// What a person can ask of their own account. All but the first are asked on the portal's own pages alone: no token may.
import {
  changePasswordSchema,
  endedSessionsSchema,
  ownSessionListSchema,
  renamedSchema,
  renameSchema,
  sessionIdSchema,
  signInMethodsSchema,
} from '../account.ts';
import { meSchema } from '../principal.ts';
import type { Action } from './define.ts';

const ofOneself = { tag: 'me', who: 'oneself' } as const;

export const meRows = {
  get: {
    method: 'GET',
    path: '/me',
    summary: 'Read who you are and your limits',
    description: 'The person behind the token, the limits that hold for them, and their use against these.',
    tag: 'me',
    who: 'anybody',
    output: meSchema,
  },
  signInMethods: {
    ...ofOneself,
    method: 'GET',
    summary: 'Read how you sign in',
    description: 'Whether your account has a password.',
    output: signInMethodsSchema,
  },
  rename: {
    ...ofOneself,
    method: 'POST',
    summary: 'Change your name',
    description: 'The name that everybody reads. No two people have the same one.',
    input: renameSchema,
    output: renamedSchema,
  },
  changePassword: {
    ...ofOneself,
    method: 'POST',
    summary: 'Change your password',
    description: 'Asks for the old one, and ends every other session. Guesses at the old one wait as at sign-in.',
    input: changePasswordSchema,
    output: endedSessionsSchema,
  },
} as const satisfies Record<string, Action>;

export const sessionRows = {
  list: {
    ...ofOneself,
    method: 'GET',
    summary: 'List your sessions',
    description: 'Where you are signed in, the one that asks first.',
    output: ownSessionListSchema,
  },
  revoke: {
    ...ofOneself,
    method: 'POST',
    summary: 'End one of your sessions',
    description: 'Its pages and live connections end at once.',
    input: sessionIdSchema,
    output: endedSessionsSchema,
  },
  revokeOthers: {
    ...ofOneself,
    method: 'POST',
    summary: 'End your other sessions',
    description: 'All but the one that asks.',
    output: endedSessionsSchema,
  },
} as const satisfies Record<string, Action>;
