// The catalog of background jobs: what each is keyed and queued by, how often it is tried, and how long one run may
// take. Jobs are requested as part of a Change, so they exist exactly when the change does.
import type { JobName, JobPayload } from '@portal/types';

interface JobRules<Name extends JobName> {
  /** A second request under the same key replaces the first while that one waits. */
  readonly key: (payload: JobPayload<Name>) => string;
  /** Jobs of one queue run one after the other: one active job per deployment. Null: no order. */
  readonly queue: (payload: JobPayload<Name>) => string | null;
  readonly maxAttempts: number;
  /** A run that takes longer is aborted by its signal and tried again. */
  readonly deadlineMs: number;
}

const MINUTE = 60_000;

/** Crashes and lost databases are what attempts are for; PVE's refusals are handled in the steps themselves. */
export const jobCatalog: { readonly [Name in JobName]: JobRules<Name> } = {
  'deployment.run': {
    key: ({ deploymentId }) => `run:${deploymentId}`,
    queue: ({ deploymentId }) => `deployment:${deploymentId}`,
    maxAttempts: 100,
    deadlineMs: 60 * MINUTE,
  },
  'cluster.dispatch': {
    key: ({ clusterId }) => `dispatch:${clusterId}`,
    queue: ({ clusterId }) => `dispatch:${clusterId}`,
    maxAttempts: 100,
    deadlineMs: 2 * MINUTE,
  },
  'cluster.observe': {
    key: ({ clusterId }) => `observe:${clusterId}`,
    queue: ({ clusterId }) => `observe:${clusterId}`,
    maxAttempts: 100,
    deadlineMs: 2 * MINUTE,
  },
  'lease.due': {
    key: ({ deploymentId }) => `lease:${deploymentId}`,
    queue: () => null,
    maxAttempts: 25,
    deadlineMs: MINUTE,
  },
  'canary.run': {
    key: ({ canaryRunId }) => `canary:${canaryRunId}`,
    queue: ({ canaryRunId }) => `canary:${canaryRunId}`,
    maxAttempts: 100,
    deadlineMs: MINUTE,
  },
  'maintenance.sweep': { key: () => 'sweep', queue: () => null, maxAttempts: 1, deadlineMs: 5 * MINUTE },
};

/** A job as the database takes it: task name, payload, key, queue, attempts and, for a wake-up, its time. */
export interface JobRequest {
  readonly name: JobName;
  readonly payload: JobPayload<JobName>;
  readonly key: string;
  readonly queue: string | null;
  readonly maxAttempts: number;
  readonly runAt: Date | null;
}

export const job = <Name extends JobName>(
  name: Name,
  payload: JobPayload<Name>,
  runAt: Date | null = null,
): JobRequest => {
  const rules = jobCatalog[name];
  return { name, payload, key: rules.key(payload), queue: rules.queue(payload), maxAttempts: rules.maxAttempts, runAt };
};
