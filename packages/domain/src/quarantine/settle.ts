// Carrying out an administrator's word on a quarantined deployment: a change of the deployment alone. The VM is touched by
// a job that follows, which looks at it once more; a release touches it never, and keeps its VMID out of use.
import { type QuarantineAction, quarantineActionRows, type Reason } from '@portal/types';
import { deploymentEvent, requestedActions } from '../audit/events.ts';
import { Change, type Write } from '../change.ts';
import type { Decision } from '../deployment/act.ts';
import { quarantineRefusal } from '../deployment/machine.ts';
import { nextDeployment } from '../deployment/next-deployment.ts';
import { statusOf } from '../deployment-status.ts';
import { DomainError } from '../errors.ts';
import { type JobRequest, job } from '../jobs.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import { settledWithVm } from '../problem/problems.ts';
import type { Deployment } from '../records.ts';
import { type Evidence, quarantineRefusals } from './evidence.ts';

interface Word {
  readonly action: QuarantineAction;
  /** In the administrator's own words. */
  readonly reason: string;
  readonly now: Date;
}

const refused = (current: Deployment, reason: Reason): Decision => ({
  accepted: false,
  error: new DomainError('transition_refused', reason, { currentStatus: statusOf(current), allowedActions: [] }),
});

const blocked = ({ id, clusterId, vmid }: Deployment): Write[] =>
  vmid === null ? [] : [{ kind: 'vmid.block', clusterId, vmid, deploymentId: id }];

const follows = ({ id, clusterId }: Deployment, action: QuarantineAction): JobRequest =>
  action === 'release' ? job('cluster.dispatch', { clusterId }) : job('deployment.run', { deploymentId: id });

export const settle = (
  current: Deployment,
  known: { readonly detail: DeploymentDetail; readonly evidence: Evidence },
  { action, reason, now }: Word,
): Decision => {
  const status = statusOf(current);
  if (status !== 'quarantined') return refused(current, quarantineRefusal(action, status));
  const { evidence } = known;
  const refusal = quarantineRefusals({ ...known.detail, deployment: current }, evidence)[action];
  if (refusal !== null) return refused(current, refusal);
  const operation = quarantineActionRows[action].begins;
  const to = operation === null ? ({ rest: 'deleted' } as const) : { operation };
  const next = nextDeployment(current, { ...to, statusReason: null, failureCode: null }, now);
  const { vmid, node } = current;
  const detail = { reason, vmid, node, seen: evidence.presence, stamps: evidence.ownershipTags.map(({ id }) => id) };
  return {
    accepted: true,
    change: Change.of({
      writes: [
        { kind: 'deployment.update', row: next, read: current },
        ...(action === 'release' ? [...blocked(current), ...settledWithVm(current)] : []),
      ],
      events: [deploymentEvent(requestedActions[action], current, detail)],
      jobs: [follows(current, action)],
    }),
  };
};
