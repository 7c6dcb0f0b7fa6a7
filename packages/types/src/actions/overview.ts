// What can be asked of how a team, or everybody, fares.
import { overviewSchema } from '../overview.ts';
import type { Action } from './define.ts';

export const overviewRows = {
  read: {
    method: 'GET',
    path: '/overview',
    summary: 'Read how the teams and clusters fare',
    description:
      'Use against limits by team and by cluster, how many leases end on each of the next seven days, how the creations of the last thirty days went and how long they took (median and 95th percentile), and what the clusters had in use day by day. A lead reads it of their own team, without what clusters have; administrators and auditors of everybody.',
    tag: 'overview',
    who: 'supervisor',
    output: overviewSchema,
  },
} as const satisfies Record<string, Action>;
