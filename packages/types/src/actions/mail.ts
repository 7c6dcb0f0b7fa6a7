// What administrators can ask of the portal's mail.
import { mailSettingsSchema, resentMailSchema, testMailSchema } from '../mail.ts';
import type { Action } from './define.ts';

const tag = 'mail';

export const mailRows = {
  settings: {
    method: 'GET',
    path: '/mail',
    summary: 'Read how the portal sends mail',
    description:
      'By which server, and from whom; and how many messages it did not take. For administrators and auditors.',
    tag,
    who: 'overseer',
    output: mailSettingsSchema,
  },
  test: {
    method: 'POST',
    path: '/mail/test',
    summary: 'Send a test message',
    description:
      'To your own address, or that of the token’s owner; the server’s answer is told this once. For administrators.',
    tag,
    who: 'administrator',
    answers: 'user',
    shownOnce: true,
    output: testMailSchema,
  },
  resend: {
    method: 'POST',
    path: '/mail/resend',
    summary: 'Send again what was given up',
    description:
      'Messages of the last day that the server did not take: each is tried anew, ten times at most. For administrators.',
    tag,
    who: 'administrator',
    answers: 'user',
    shownOnce: true,
    output: resentMailSchema,
  },
} as const satisfies Record<string, Action>;
