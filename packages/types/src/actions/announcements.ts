// What can be asked of what administrators have to say to everybody.
import {
  announcementIdSchema,
  announcementListSchema,
  announcementSchema,
  publishAnnouncementSchema,
} from '../announcement.ts';
import type { Action } from './define.ts';

const tag = 'announcements';
const change = { tag, who: 'administrator', answers: 'announcement', output: announcementSchema } as const;

export const announcementRows = {
  list: {
    method: 'GET',
    path: '/announcements',
    summary: 'List the announcements',
    description:
      'Those that are shown, and those that will be; what begins first comes first. For administrators and auditors.',
    tag,
    who: 'overseer',
    output: announcementListSchema,
  },
  publish: {
    ...change,
    method: 'POST',
    path: '/announcements',
    summary: 'Publish an announcement',
    description:
      'It stands on top of every page, and of the page for signing in, from then until then. It says something and stops nothing: whatever its kind, VMs can be created meanwhile. At most five are open at once. For administrators.',
    input: publishAnnouncementSchema,
    example: {
      kind: 'maintenance',
      text: 'Saturday from 8 to 10: the Berlin cluster is updated. VMs stay up, requests may wait.',
      from: '2026-12-05T07:00:00.000Z',
      until: '2026-12-05T09:00:00.000Z',
    },
  },
  withdraw: {
    ...change,
    method: 'DELETE',
    path: '/announcements/{id}',
    summary: 'Withdraw an announcement',
    description: 'It leaves every page at once. For administrators.',
    input: announcementIdSchema,
  },
} as const satisfies Record<string, Action>;
