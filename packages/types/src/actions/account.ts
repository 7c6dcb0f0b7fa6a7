// What a person can ask of their own account. All but the first are asked on the portal's own pages alone: no token may.
import {
  changePasswordSchema,
  endedSessionsSchema,
  forgetSshKeySchema,
  keepSshKeySchema,
  keptSshKeyListSchema,
  ownSessionListSchema,
  renamedSchema,
  renameSchema,
  sessionIdSchema,
  signInMethodsSchema,
} from '../account.ts';
import { announcementListSchema } from '../announcement.ts';
import { listMessagesSchema, messagePageSchema, readMessagesSchema, unreadSchema } from '../messages.ts';
import { addPasskeySchema, newPasskeyOptionsSchema, removePasskeySchema, renamePasskeySchema } from '../passkey.ts';
import { meSchema } from '../principal.ts';
import { forgetViewSchema, savedViewListSchema, saveViewSchema } from '../saved-views.ts';
import {
  confirmAuthenticatorSchema,
  confirmedAuthenticatorSchema,
  newAuthenticatorSchema,
  recoveryCodesSchema,
  withPasswordSchema,
} from '../second-factor.ts';
import { starTemplateSchema, templateChoiceSchema } from '../template-choice.ts';
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
  announcements: {
    method: 'GET',
    path: '/me/announcements',
    summary: 'Read what is announced',
    description: 'What administrators have to say to everybody, now or soon; what begins first comes first.',
    tag: 'me',
    who: 'anybody',
    output: announcementListSchema,
  },
  messages: {
    method: 'GET',
    path: '/messages',
    summary: 'List your messages',
    description:
      'What others, or the portal itself, did with what is yours, newest first; kept for 90 days. Reading them here leaves them unread in the portal.',
    tag: 'me',
    who: 'anybody',
    input: listMessagesSchema,
    output: messagePageSchema,
  },
  readMessages: {
    ...ofOneself,
    method: 'POST',
    summary: 'Mark messages as read',
    description: 'One, or it and all those before it. Answers how many are unread.',
    input: readMessagesSchema,
    output: unreadSchema,
  },
  signInMethods: {
    ...ofOneself,
    method: 'GET',
    summary: 'Read how you sign in',
    description: 'Whether your account has a password, and an authenticator app beside it.',
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
  beginAuthenticator: {
    ...ofOneself,
    method: 'POST',
    summary: 'Begin to set up an authenticator app',
    description: 'Answers the secret for the app, this once. Nothing is asked for at sign-in until a code was right.',
    input: withPasswordSchema,
    output: newAuthenticatorSchema,
  },
  confirmAuthenticator: {
    ...ofOneself,
    method: 'POST',
    summary: 'Confirm the authenticator app with a code',
    description:
      'From now on signing in asks for a code. Answers recovery codes, this once, and ends every other session.',
    input: confirmAuthenticatorSchema,
    output: confirmedAuthenticatorSchema,
  },
  renewRecoveryCodes: {
    ...ofOneself,
    method: 'POST',
    summary: 'Make recovery codes anew',
    description: 'Those of before stop working. Answers the new ones, this once.',
    input: withPasswordSchema,
    output: recoveryCodesSchema,
  },
  removeAuthenticator: {
    ...ofOneself,
    method: 'POST',
    summary: 'Remove the authenticator app',
    description: 'With its recovery codes. Signing in asks for the password alone.',
    input: withPasswordSchema,
    output: signInMethodsSchema,
  },
  beginPasskey: {
    ...ofOneself,
    method: 'POST',
    summary: 'Begin to add a passkey',
    description: 'Answers what the browser is to make one with.',
    input: withPasswordSchema,
    output: newPasskeyOptionsSchema,
  },
  addPasskey: {
    ...ofOneself,
    method: 'POST',
    summary: 'Add a passkey',
    description: 'What the browser made. It signs you in without a password and a code.',
    input: addPasskeySchema,
    output: signInMethodsSchema,
  },
  renamePasskey: {
    ...ofOneself,
    method: 'POST',
    summary: 'Rename a passkey',
    description: 'It signs you in as before.',
    input: renamePasskeySchema,
    output: signInMethodsSchema,
  },
  removePasskey: {
    ...ofOneself,
    method: 'POST',
    summary: 'Remove a passkey',
    description: 'It signs nobody in any more. Sessions that it began stay.',
    input: removePasskeySchema,
    output: signInMethodsSchema,
  },
  sshKeys: {
    ...ofOneself,
    method: 'GET',
    summary: 'List the SSH keys that you keep',
    description: 'Public keys for your next VMs, the one that was used last first.',
    output: keptSshKeyListSchema,
  },
  keepSshKey: {
    ...ofOneself,
    method: 'POST',
    summary: 'Keep an SSH key',
    description: 'For your next VMs. One that you keep already stays as it is.',
    input: keepSshKeySchema,
    output: keptSshKeyListSchema,
  },
  forgetSshKey: {
    ...ofOneself,
    method: 'POST',
    summary: 'Forget an SSH key',
    description: 'VMs that have it keep it.',
    input: forgetSshKeySchema,
    output: keptSshKeyListSchema,
  },
  views: {
    ...ofOneself,
    method: 'GET',
    summary: 'List the views that you have saved',
    description: 'Names for filters of the list of deployments, in the order of the alphabet.',
    output: savedViewListSchema,
  },
  saveView: {
    ...ofOneself,
    method: 'POST',
    summary: 'Save a view',
    description: 'One that you have under the same name is replaced.',
    input: saveViewSchema,
    output: savedViewListSchema,
  },
  forgetView: {
    ...ofOneself,
    method: 'POST',
    summary: 'Forget a view',
    description: 'Nothing happens to what it lists.',
    input: forgetViewSchema,
    output: savedViewListSchema,
  },
  templates: {
    ...ofOneself,
    method: 'GET',
    summary: 'Read which templates you have starred, and which you used last',
    description: 'By their ids; those that you used are of VMs that are yours, or were.',
    output: templateChoiceSchema,
  },
  starTemplate: {
    ...ofOneself,
    method: 'POST',
    summary: 'Star a template, or take the star away',
    description: 'Starred ones come first where you choose.',
    input: starTemplateSchema,
    output: templateChoiceSchema,
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
