// What can be asked of the portal's own health.
import { healthSchema } from '../health.ts';
import type { Action } from './define.ts';

export const healthRows = {
  read: {
    method: 'GET',
    path: '/health',
    summary: 'Read whether everything is well',
    description:
      'Database, job queue, workers, clusters, audit trail, mail and problems: what each is seen to be now, and the worst of them. For administrators and auditors. Whether a process is up is asked without a token, at `/healthz` and `/readyz` of the API server.',
    tag: 'health',
    who: 'overseer',
    output: healthSchema,
  },
} as const satisfies Record<string, Action>;
