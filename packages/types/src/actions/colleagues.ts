// What can be asked about the people around somebody.
import { colleagueListSchema, listColleaguesSchema } from '../colleague.ts';
import type { Action } from './define.ts';

export const colleagueRows = {
  list: {
    method: 'GET',
    path: '/colleagues',
    summary: 'List your colleagues',
    description:
      'The people of your team who may have VMs, yourself included; everybody for administrators and auditors. By name.',
    tag: 'me',
    who: 'anybody',
    input: listColleaguesSchema,
    output: colleagueListSchema,
  },
} as const satisfies Record<string, Action>;
