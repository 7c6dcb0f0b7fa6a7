// What can be asked of how a team, or everybody, fares.
import { overviewSchema } from '../overview.ts';
import type { Action } from './define.ts';

export const overviewRows = {
  read: {
    method: 'GET',
    path: '/overview',
    summary: 'Read how the teams and clusters fare',
    description:
      'Use against limits by team and by cluster, how many leases end within the next 168 hours by day and how many have ended, how the creations of the last thirty days went and how long they took (median and 95th percentile), and what the clusters had in use day by day. A lead reads it of their own team, without the clusters; administrators and auditors of everybody.',
    tag: 'overview',
    who: 'supervisor',
    output: overviewSchema,
  },
} as const satisfies Record<string, Action>;
