// What the VM of a canary says of its template, and what follows from that. Pure: the same rows always lead to the same verdict.
// Only what a person asking for this template would have met counts against it; what the cluster or somebody else did says nothing.
import {
  type CanaryRun,
  type Deployment,
  type DeploymentStep,
  isBeingMade,
  isQueued,
  leaseDemand,
  statusOf,
  type TemplateStatus,
  type TemplateVersion,
} from '@portal/domain';
import {
  type FailureCode,
  type Fault,
  failureSchema,
  type Reason,
  saidByVmSchema,
  type VerdictReason,
} from '@portal/types';

export type Verdict =
  | { readonly outcome: 'passed'; readonly reason: null; readonly seconds: number | null }
  | { readonly outcome: 'failed' | 'inconclusive'; readonly reason: VerdictReason; readonly seconds: null };

const MINUTE_MS = 60_000;

/** People go first: how long a canary waits for its turn before it gives up. */
export const queuePatienceMs = 60 * MINUTE_MS;

const failed = (reason: VerdictReason): Verdict => ({ outcome: 'failed', reason, seconds: null });
export const inconclusive = (reason: VerdictReason): Verdict => ({ outcome: 'inconclusive', reason, seconds: null });

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

/** The cluster has run out of something: no template could have been cloned. */
const clusterTroubles: ReadonlySet<Fault['code']> = new Set(['pve_no_quorum', 'pve_storage_full', 'no_room_for_disk']);

const isClusterTrouble = (reason: Reason | null): boolean =>
  reason?.code === 'set_up_failed' && clusterTroubles.has(reason.params.cause.code);

/** What to do about it is for the owner of a VM: a verdict on the template goes without. */
const failureIn = (reason: Reason | null): VerdictReason => {
  const plain = reason?.code === 'set_up_failed' ? { ...reason, params: { ...reason.params, advice: null } } : reason;
  const { success, data } = failureSchema.safeParse(plain);
  return { code: 'canary_vm_failed', params: { failure: success ? data : null } };
};

const ofFailure = ({ failureCode, statusReason }: Deployment): Verdict => {
  const reason = failureIn(statusReason);
  const theTemplates = failureCode !== null && blames[failureCode] === 'template';
  return theTemplates && !isClusterTrouble(statusReason) ? failed(reason) : inconclusive(reason);
};

/** From the clone to ready; null for rows from before it was kept. */
const secondsOf = ({ placedAt, readyAt }: Deployment): number | null =>
  placedAt === null || readyAt === null ? null : Math.round((readyAt.getTime() - placedAt.getTime()) / 1000);

const ofRunning = (deployment: Deployment, tellsAddress: boolean): Verdict => {
  if (tellsAddress && deployment.addresses.length === 0) {
    return failed({ code: 'canary_without_address', params: {} });
  }
  return { outcome: 'passed', reason: null, seconds: secondsOf(deployment) };
};

/** What it waited for, or what failed. */
const lastSaid = ({ statusReason }: Deployment) => {
  const { success, data } = saidByVmSchema.safeParse(statusReason);
  return success ? data : null;
};

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
  sourceMissing && isBeingMade(deployment) && (isQueued(deployment) || step?.name === 'clone');

/** Null while there is nothing to say yet. */
export const judge = (evidence: Evidence): Verdict | null => {
  const { run, deployment, step, tellsAddress, now } = evidence;
  if (lacksSource(evidence)) return failed({ code: 'canary_without_source', params: {} });
  switch (statusOf(deployment)) {
    case 'running':
      return ofRunning(deployment, tellsAddress);
    case 'stopped':
      // It went down by itself before it told an address.
      if (deployment.statusReason?.code === 'vm_did_not_come_up') return ofRunning(deployment, tellsAddress);
      return inconclusive({ code: 'canary_interfered', params: {} });
    case 'failed':
      return ofFailure(deployment);
    case 'queued':
      if (now.getTime() - run.startedAt.getTime() < queuePatienceMs) return null;
      return inconclusive({ code: 'canary_not_its_turn', params: { last: lastSaid(deployment) } });
    case 'provisioning':
      if (leaseDemand(deployment, now) === 'nothing') return null;
      return inconclusive({
        code: 'canary_not_in_time',
        params: { step: step?.name ?? 'ready', last: lastSaid(deployment) },
      });
    default:
      return inconclusive({ code: 'canary_interfered', params: {} });
  }
};

interface Standing {
  readonly status: TemplateStatus;
  readonly current: TemplateVersion;
  readonly now: Date;
}

/**
 * What a verdict makes of the template: one that failed its canary takes no requests until a later one passes, and what an
 * administrator has decided stays as decided. Null where nothing changes.
 */
export const statusAfterCanary = (run: CanaryRun, verdict: Verdict, standing: Standing): TemplateStatus | null => {
  const { status, current, now } = standing;
  // A newer version was published meanwhile: this verdict is not about what people get.
  if (run.templateVersion !== current.version) return null;
  const changed = { templateId: status.templateId, setBy: 'canary', changedAt: now } as const;
  const disabledByCanary = status.state === 'disabled' && status.setBy === 'canary';
  if (verdict.outcome === 'passed' && disabledByCanary) return { ...changed, state: 'available', reason: null };
  if (verdict.outcome === 'failed' && (status.state === 'available' || disabledByCanary)) {
    return {
      ...changed,
      state: 'disabled',
      reason: { code: 'last_canary_failed', params: { verdict: verdict.reason } },
    };
  }
  return null;
};
