// The catalog of background jobs: what each is keyed and claimed by, how often it is tried, and how long one run may
// take. Jobs are requested as part of a Change, so they exist exactly when the change does.
import type { JobName, JobPayload } from '@portal/types';

interface JobRules<Name extends JobName> {
  /** A second request under the same key replaces the first while that one waits. */
  readonly key: (payload: JobPayload<Name>) => string;
  /** What a run works on as the only one: one active run per deployment. Null: any number may run. */
  readonly claim: (payload: JobPayload<Name>) => string | null;
  readonly maxAttempts: number;
  /** A run that takes longer is aborted by its signal and tried again. */
  readonly deadlineMs: number;
}

const MINUTE = 60_000;

/** Crashes and lost databases are what attempts are for; PVE's refusals are handled in the steps themselves. */
export const jobCatalog: { readonly [Name in JobName]: JobRules<Name> } = {
  'deployment.run': {
    key: ({ deploymentId }) => `run:${deploymentId}`,
    claim: ({ deploymentId }) => `deployment:${deploymentId}`,
    maxAttempts: 100,
    deadlineMs: 60 * MINUTE,
  },
  'cluster.dispatch': {
    key: ({ clusterId }) => `dispatch:${clusterId}`,
    claim: ({ clusterId }) => `dispatch:${clusterId}`,
    maxAttempts: 100,
    deadlineMs: 2 * MINUTE,
  },
  'cluster.observe': {
    key: ({ clusterId }) => `observe:${clusterId}`,
    claim: ({ clusterId }) => `observe:${clusterId}`,
    maxAttempts: 100,
    deadlineMs: 2 * MINUTE,
  },
  'lease.due': {
    key: ({ deploymentId }) => `lease:${deploymentId}`,
    claim: () => null,
    maxAttempts: 25,
    deadlineMs: MINUTE,
  },
  'schedule.due': {
    key: ({ deploymentId }) => `schedule:${deploymentId}`,
    claim: () => null,
    maxAttempts: 25,
    deadlineMs: MINUTE,
  },
  'canary.run': {
    key: ({ canaryRunId }) => `canary:${canaryRunId}`,
    claim: ({ canaryRunId }) => `canary:${canaryRunId}`,
    maxAttempts: 100,
    deadlineMs: MINUTE,
  },
  'deployment.figures': {
    key: ({ deploymentId, timeframe }) => `figures:${deploymentId}:${timeframe}`,
    claim: () => null,
    // Whoever asked no longer waits: the next one asks anew.
    maxAttempts: 1,
    deadlineMs: MINUTE / 4,
  },
  'deployment.task_log': {
    key: ({ deploymentId }) => `task-log:${deploymentId}`,
    claim: () => null,
    maxAttempts: 1,
    deadlineMs: MINUTE / 4,
  },
  'audit.seal': { key: () => 'audit-seal', claim: () => 'audit-seal', maxAttempts: 100, deadlineMs: 10 * MINUTE },
  'audit.verify': {
    key: () => 'audit-verify',
    claim: () => 'audit-verify',
    maxAttempts: 100,
    deadlineMs: 180 * MINUTE,
  },
  'audit.feed': { key: () => 'audit-feed', claim: () => 'audit-feed', maxAttempts: 100, deadlineMs: 10 * MINUTE },
  'audit.purge': {
    key: () => 'audit-purge',
    claim: () => 'audit-purge',
    maxAttempts: 100,
    deadlineMs: 180 * MINUTE,
  },
  'messages.mail': { key: () => 'mail', claim: () => 'mail', maxAttempts: 100, deadlineMs: 10 * MINUTE },
  'messages.make': { key: () => 'messages', claim: () => 'messages', maxAttempts: 100, deadlineMs: MINUTE },
  'webhooks.make': { key: () => 'webhooks-make', claim: () => 'webhooks-make', maxAttempts: 100, deadlineMs: MINUTE },
  'webhooks.send': {
    key: () => 'webhooks-send',
    claim: () => 'webhooks-send',
    maxAttempts: 100,
    deadlineMs: 10 * MINUTE,
  },
  'maintenance.sweep': { key: () => 'sweep', claim: () => null, maxAttempts: 1, deadlineMs: 5 * MINUTE },
};

/** A job as the database takes it: task name, payload, key, attempts and, for a wake-up, its time. */
export interface JobRequest {
  readonly name: JobName;
  readonly payload: JobPayload<JobName>;
  readonly key: string;
  readonly maxAttempts: number;
  readonly runAt: Date | null;
  /** One that waits under the key already keeps its time; otherwise it is replaced. */
  readonly keepsTime: boolean;
}

export const job = <Name extends JobName>(
  name: Name,
  payload: JobPayload<Name>,
  runAt: Date | null = null,
): JobRequest => {
  const rules = jobCatalog[name];
  return { name, payload, key: rules.key(payload), maxAttempts: rules.maxAttempts, runAt, keepsTime: false };
};

/** For a job that should be waiting, in case that it is not: one that was asked for sooner keeps its time. */
export const stillWaiting = (request: JobRequest): JobRequest => ({ ...request, keepsTime: true });
