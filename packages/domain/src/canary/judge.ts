// What the VM of a canary says of its template. Pure: the same rows always lead to the same verdict. Only what a person
// asking for this template would have met counts against it; what the cluster or somebody else did says nothing.
import type { FailureCode } from '@portal/types';
import { withoutAdvice } from '../deployment/failure-advice.ts';
import type { CanaryRun, Deployment, DeploymentStep } from '../records.ts';

export type Verdict =
  | { readonly outcome: 'passed'; readonly reason: null; readonly seconds: number | null }
  | { readonly outcome: 'failed' | 'inconclusive'; readonly reason: string; readonly seconds: null };

const MINUTE_MS = 60_000;

/** People go first: how long a canary waits for its turn before it gives up. */
export const queuePatienceMs = 60 * MINUTE_MS;

const failed = (reason: string): Verdict => ({ outcome: 'failed', reason, seconds: null });
export const inconclusive = (reason: string): Verdict => ({ outcome: 'inconclusive', reason, seconds: null });

/** Whose failure it is: the template's, or one that any template would have met. */
const blames = {
  clone_failed: 'template',
  configure_failed: 'template',
  start_failed: 'template',
  first_boot_failed: 'template',
  step_deadline: 'template',
  operation_failed: 'nobody',
  delete_failed: 'nobody',
  rebuild_failed: 'nobody',
  vm_missing: 'nobody',
  stamp_mismatch: 'nobody',
  no_vmid_left: 'nobody',
  not_admitted: 'nobody',
  template_changed: 'template',
} as const satisfies Record<FailureCode, 'template' | 'nobody'>;

/** PVE's words for a cluster that has run out of something: no template could have been cloned. */
const clusterTroubles: readonly RegExp[] = [
  /no quorum|not quorate/i,
  /no space left|not enough (?:free )?space|insufficient free space|out of space|quota exceeded|storage \S+ is full/i,
];

const ofFailure = ({ failureCode, statusMessage }: Deployment): Verdict => {
  const reason = withoutAdvice(statusMessage ?? 'Setting it up failed.');
  const theTemplates = failureCode !== null && blames[failureCode] === 'template';
  return theTemplates && !clusterTroubles.some((words) => words.test(reason)) ? failed(reason) : inconclusive(reason);
};

/** From the clone to ready; null for rows from before it was kept. */
const secondsOf = ({ placedAt, readyAt }: Deployment): number | null =>
  placedAt === null || readyAt === null ? null : Math.round((readyAt.getTime() - placedAt.getTime()) / 1000);

const ofRunning = (deployment: Deployment, tellsAddress: boolean): Verdict => {
  if (tellsAddress && deployment.addresses.length === 0) {
    return failed('The VM runs, but its guest agent has not reported an address.');
  }
  return { outcome: 'passed', reason: null, seconds: secondsOf(deployment) };
};

const late = ({ statusMessage }: Deployment, what: string): Verdict =>
  inconclusive(statusMessage === null ? what : `${what} It stood at: ${statusMessage}`);

export interface Evidence {
  readonly run: CanaryRun;
  readonly deployment: Deployment;
  /** The step under way, if any. */
  readonly step: Pick<DeploymentStep, 'name'> | null;
  /** Whether the template has an agent that tells addresses. */
  readonly tellsAddress: boolean;
  /** The whole cluster was looked at since the canary began, and shows no such PVE template. */
  readonly sourceMissing: boolean;
  readonly now: Date;
}

/** Nothing can be cloned from a PVE template that is gone: a request would wait in vain, and so would this. */
const lacksSource = ({ deployment, step, sourceMissing }: Evidence): boolean =>
  sourceMissing && (deployment.status === 'queued' || (deployment.status === 'provisioning' && step?.name === 'clone'));

/** Null while there is nothing to say yet. */
export const judge = (evidence: Evidence): Verdict | null => {
  const { run, deployment, step, tellsAddress, now } = evidence;
  if (lacksSource(evidence)) return failed('The cluster no longer shows its PVE template to the portal.');
  switch (deployment.status) {
    case 'running':
      return ofRunning(deployment, tellsAddress);
    case 'failed':
      return ofFailure(deployment);
    case 'queued':
      if (now.getTime() - run.startedAt.getTime() < queuePatienceMs) return null;
      return late(deployment, 'It did not get its turn within an hour.');
    case 'provisioning':
      if (now < deployment.expiresAt) return null;
      return late(
        deployment,
        `It was not ready when its time was over; the step ${step?.name ?? 'ready'} was under way.`,
      );
    default:
      return inconclusive('Somebody else changed its VM before it was judged.');
  }
};
