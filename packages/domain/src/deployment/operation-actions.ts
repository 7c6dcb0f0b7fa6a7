// Cancelling and retrying an operation. What a person makes of a VM that is not there yet is taken back, other work is left with the VM
// as it is then, and what would leave a VM half changed is not cancelled. What failed is asked for again as it was asked for before.
import {
  actionNames,
  type DeploymentAction,
  deploymentActionRow,
  deploymentActions,
  type Operation,
  type OperationAction,
  type OperationState,
  type Reason,
} from '@portal/types';
import { deploymentEvent, engineActions, requestedActions } from '../audit/events.ts';
import { Change, type Write } from '../change.ts';
import { isQueued } from '../deployment-status.ts';
import { job } from '../jobs.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import { may, type Person } from '../principal.ts';
import type { Deployment, DeploymentStep, OperationHead } from '../records.ts';
import { type Decision, moved, refusedNow } from './act.ts';
import { actionRefusal } from './machine.ts';
import { type Known, obstacleTo } from './obstacles.ts';

const refusal = {
  over: { code: 'operation_over', params: {} },
  asked: { code: 'cancel_is_asked', params: {} },
  unsafe: { code: 'cancel_unsafe', params: {} },
  notFailed: { code: 'operation_not_failed', params: {} },
  notLatest: { code: 'operation_not_latest', params: {} },
  notOffered: { code: 'retry_not_offered', params: {} },
} as const satisfies Record<string, Reason>;

/** Who has cancelled an operation, whether it has ended since or not. */
export const cancelledBy = ({ error }: Pick<OperationHead, 'error'>): string | null =>
  error?.code === 'cancelled' ? error.params.by : null;

type Asking = Extract<Operation, DeploymentAction>;
export type Retrying = Asking | 'delete_now';
const isAsked = (kind: Operation): kind is Asking => deploymentActions.some((action) => action === kind);

const isCancellable = (kind: Operation): boolean =>
  kind === 'provision' || (isAsked(kind) && deploymentActionRow(kind).cancellable === true);

/** Null where it can be cancelled. */
export const cancelRefusal = (operation: Pick<OperationHead, 'kind' | 'endedAt' | 'error'>): Reason | null => {
  if (operation.endedAt !== null) return refusal.over;
  if (cancelledBy(operation) !== null) return refusal.asked;
  return isCancellable(operation.kind) ? null : refusal.unsafe;
};

interface Asked {
  readonly operation: OperationHead;
  /** Of the deployment. */
  readonly step: DeploymentStep | null;
  readonly by: string;
  readonly now: Date;
}

/** It waits for a place, or has one and no run has asked for its clone yet. */
const hasNoVm = (current: Deployment, step: DeploymentStep | null): boolean =>
  isQueued(current) || (step !== null && !step.isTakenUp);

const withoutVm = (current: Deployment, { step, now }: Asked): readonly Write[] => {
  const { id: deploymentId, clusterId, vmid } = current;
  const reason = { code: 'interrupted_by_cancel', params: {} } as const;
  return [
    ...(step === null
      ? []
      : [{ kind: 'step.update' as const, row: { ...step, status: 'skipped' as const, endedAt: now, reason } }]),
    ...(vmid === null ? [] : [{ kind: 'vmid.release' as const, clusterId, vmid, deploymentId }]),
  ];
};

export const cancelChange = (current: Deployment, asked: Asked): Decision => {
  const { operation, by, step, now } = asked;
  const reason = cancelRefusal(operation);
  if (reason !== null) return refusedNow(current, reason);
  const isUnmade = operation.kind === 'provision' && hasNoVm(current, step);
  const taken = isUnmade ? ({ rest: 'deleted', operation: null } as const) : ({ operation: 'delete' } as const);
  const patch = operation.kind === 'provision' ? { ...taken, statusReason: null, failureCode: null } : {};
  const { vmid, node, clusterId, id: deploymentId } = current;
  const how = { code: 'no_vm_made', params: {} } as const;
  const event = deploymentEvent(requestedActions.cancel, current, { operation: operation.kind, by });
  return {
    accepted: true,
    change: Change.of({
      writes: [
        { kind: 'deployment.update', row: moved(current, patch, now), read: current, cancelledBy: by },
        ...(isUnmade ? withoutVm(current, asked) : []),
      ],
      events: isUnmade ? [event, deploymentEvent(engineActions.deleted, current, { how, vmid, node })] : [event],
      jobs: [isUnmade ? job('cluster.dispatch', { clusterId }) : job('deployment.run', { deploymentId })],
      answers: { type: 'operation', id: operation.id },
    }),
  };
};

/** What asks for it again, where people ask for it: a VM that was not made is rebuilt, one in the bin was being deleted for good. */
export const retriedAs = (kind: Operation, { restoreUntil }: Pick<Deployment, 'restoreUntil'>): Retrying | null => {
  if (kind === 'provision') return 'rebuild';
  if (kind === 'trash') return 'delete';
  if (kind === 'delete' && restoreUntil !== null) return 'delete_now';
  return isAsked(kind) ? kind : null;
};

export const retryNotOffered = refusal.notOffered;

type Around = Pick<DeploymentDetail, 'deployment'> &
  Known & {
    readonly latestId: string | null;
    readonly person: Person;
  };

/** Null for whoever has the right to it. */
export const rightRefusal = (
  action: DeploymentAction | OperationAction,
  person: Person,
  deployment: Deployment,
): Reason | null => {
  const permission = may(person, actionNames[action], deployment);
  return permission.allowed ? null : permission.reason;
};

/** Null where it can be retried. */
export const retryRefusal = (
  operation: { readonly id: string; readonly kind: Operation; readonly state: OperationState },
  around: Around,
): Reason | null => {
  if (operation.state !== 'failed') return refusal.notFailed;
  if (operation.id !== around.latestId) return refusal.notLatest;
  const action = retriedAs(operation.kind, around.deployment);
  if (action === null) return refusal.notOffered;
  const { deployment, person } = around;
  // That something is deleted for good is a right of its own.
  const noRight = action === 'delete_now' ? rightRefusal(action, person, deployment) : null;
  return noRight ?? actionRefusal(action, deployment) ?? obstacleTo(action, around);
};
