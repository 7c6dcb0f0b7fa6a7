// A deployment as a certain person sees it: the same shape for everyone, placement for those who administer the
// cluster, and each action with whether it would be accepted from this person now.
import {
  type ActionState,
  type DeploymentAction,
  type DeploymentOperation,
  type DeploymentStatus,
  type DeploymentStep as DeploymentStepView,
  type Deployment as DeploymentView,
  deploymentActions,
  deploymentStatuses,
  type OpenOperation,
  type OperationState,
  type Reason,
  recordOf,
  type StepName,
} from '@portal/types';
import { maxExpiresAt } from '../lease/lease.ts';
import type { DeploymentDetail, Say } from '../ports.ts';
import { mayOperate, type Person, seesPlacement } from '../principal.ts';
import type { Deployment, DeploymentStep, OpenOperationRecord, OperationRecord } from '../records.ts';
import { actionState } from './action-state.ts';
import { estimateReady } from './estimate.ts';
import { passwordRefusal } from './guest-access.ts';
import { withoutInsideWords } from './inside-words.ts';
import { actionRefusal } from './machine.ts';
import { rebuildObstacle } from './rebuilding.ts';

type Actions = Readonly<Record<DeploymentAction, ActionState>>;

const actionsBy = (state: (action: DeploymentAction) => ActionState): Actions => recordOf(deploymentActions, state);

interface ActionTables {
  readonly byStatus: ReadonlyMap<DeploymentStatus, Actions>;
  readonly none: Actions;
}

const lookOnly: Reason = { code: 'look_only', params: {} };

const tablesFor = (say: Say): ActionTables => ({
  byStatus: new Map(
    deploymentStatuses.map((status) => [
      status,
      actionsBy((action) => actionState(actionRefusal(action, status), say)),
    ]),
  ),
  none: actionsBy(() => actionState(lookOnly, say)),
});

/** They follow from the status, so each status has its table once a reader and not once a row. */
const known = new WeakMap<Say, ActionTables>();

const actionTables = (say: Say): ActionTables => {
  const tables = known.get(say) ?? tablesFor(say);
  known.set(say, tables);
  return tables;
};

const actionsFor = (detail: DeploymentDetail, person: Person, say: Say): Actions => {
  const { deployment } = detail;
  const { byStatus, none } = actionTables(say);
  const actions = mayOperate(person, deployment) ? (byStatus.get(deployment.status) ?? none) : none;
  const obstacle = rebuildObstacle(detail);
  if (obstacle === null || !actions.rebuild.allowed) return actions;
  return { ...actions, rebuild: actionState(obstacle, say) };
};

const placementFor = ({ deployment, cluster }: DeploymentDetail, person: Person): DeploymentView['placement'] =>
  seesPlacement(person) && deployment.node !== null && deployment.vmid !== null
    ? { cluster: cluster.name, node: deployment.node, vmid: deployment.vmid }
    : null;

/** Places in the cluster are for those who administer it. */
const shownTo = <Shown extends Reason>(person: Person, reason: Shown): Shown =>
  seesPlacement(person) ? reason : withoutInsideWords(reason);

/** One that is under way and has something to say says what it waits for. */
const stateOf = ({ state }: OpenOperationRecord, { statusReason, failureCode }: Deployment): OperationState =>
  state === 'running' && statusReason !== null && failureCode === null ? 'waiting' : state;

const openOperationView = (operation: OpenOperationRecord, deployment: Deployment): OpenOperation => ({
  id: operation.id,
  kind: operation.kind,
  state: stateOf(operation, deployment),
  requestedAt: operation.requestedAt.toISOString(),
  startedAt: operation.startedAt?.toISOString() ?? null,
});

/** Who reads it, and when. */
export interface Reading {
  readonly person: Person;
  readonly now: Date;
  readonly say: Say;
}

export const deploymentView = (detail: DeploymentDetail, { person, now, say }: Reading): DeploymentView => {
  const { deployment, template } = detail;
  const statusReason = deployment.statusReason === null ? null : shownTo(person, deployment.statusReason);
  return {
    id: deployment.id,
    version: deployment.version,
    name: deployment.name,
    status: deployment.status,
    statusMessage: statusReason === null ? null : say(statusReason),
    statusReason,
    failureCode: deployment.failureCode,
    templateId: deployment.templateId,
    templateVersion: deployment.templateVersion,
    templateName: template.name,
    category: template.category,
    owner: detail.owner,
    team: detail.team,
    vcpus: deployment.vcpus,
    memoryMiB: deployment.memoryMiB,
    diskGiB: deployment.diskGiB,
    addresses: [...deployment.addresses],
    addressesAreFallback: deployment.addressesAreFallback,
    guestAgent: template.guestAgent,
    accessMethods: [...template.accessMethods],
    loginUser: template.loginUser,
    purpose: deployment.purpose,
    ticket: deployment.ticket,
    createdAt: deployment.createdAt.toISOString(),
    updatedAt: deployment.updatedAt.toISOString(),
    expiresAt: deployment.expiresAt.toISOString(),
    deleteAt: deployment.deleteAt.toISOString(),
    maxExpiresAt: maxExpiresAt(deployment, template).toISOString(),
    operation: detail.operation === null ? null : openOperationView(detail.operation, deployment),
    queuePosition: detail.queuePosition,
    estimate: estimateReady(detail, now),
    clusterUnreachableSince:
      deployment.status === 'deleted' ? null : (detail.clusterUnreachableSince?.toISOString() ?? null),
    hasPassword: deployment.ownerId === person.userId && passwordRefusal(detail) === null,
    placement: placementFor(detail, person),
    actions: actionsFor(detail, person, say),
  };
};

/** Whose messages are about nodes and VMIDs. */
const placementSteps: ReadonlySet<StepName> = new Set(['reserve', 'place']);

/** Placement, PVE task ids and task logs go to those who administer the cluster. */
export const stepView = (step: DeploymentStep, person: Person, say: Say): DeploymentStepView => {
  const inside = seesPlacement(person);
  const isShown = step.reason !== null && (inside || !placementSteps.has(step.name));
  const reason = isShown ? shownTo(person, step.reason) : null;
  return {
    id: step.id,
    operation: step.operation,
    name: step.name,
    status: step.status,
    startedAt: step.startedAt.toISOString(),
    endedAt: step.endedAt?.toISOString() ?? null,
    message: reason === null ? null : say(reason),
    reason,
    upid: inside ? step.upid : null,
    log: inside ? [...step.log] : [],
  };
};

/** Why an open one waits stands beside the deployment; why one failed, in the step that did. */
export const operationView = (
  operation: OperationRecord,
  { deployment }: Pick<DeploymentDetail, 'deployment'>,
  { person, say }: Pick<Reading, 'person' | 'say'>,
): DeploymentOperation => {
  const steps = operation.steps.map((step) => stepView(step, person, say));
  const failed = steps.findLast(({ status }) => status === 'failed');
  const open = deployment.statusReason === null ? null : shownTo(person, deployment.statusReason);
  const said =
    operation.endedAt === null ? open : (operation.steps.find(({ id }) => id === failed?.id)?.reason ?? null);
  const isSilent = said === null || operation.state === 'succeeded' || operation.state === 'cancelled';
  const reason = isSilent ? null : shownTo(person, said);
  return {
    ...openOperationView(operation, deployment),
    deploymentId: operation.deploymentId,
    requestedBy: operation.requestedBy,
    endedAt: operation.endedAt?.toISOString() ?? null,
    failureCode: operation.failureCode,
    message: reason === null ? null : say(reason),
    reason,
    steps,
  };
};
