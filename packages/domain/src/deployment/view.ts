// A deployment as a certain person sees it: the same shape for everyone, placement for those who administer the
// cluster, and each action with whether it would be accepted from this person now.
import {
  type ActionState,
  type DeploymentAction,
  type DeploymentOperation,
  type DeploymentStep as DeploymentStepView,
  type Deployment as DeploymentView,
  deploymentStatuses,
  type OpenOperation,
  type OperationState,
  type StepName,
} from '@portal/types';
import { maxExpiresAt } from '../lease/lease.ts';
import type { DeploymentDetail } from '../ports.ts';
import { mayOperate, type Person, seesPlacement } from '../principal.ts';
import type { Deployment, DeploymentStep, OpenOperationRecord, OperationRecord } from '../records.ts';
import { estimateReady } from './estimate.ts';
import { passwordRefusal } from './guest-access.ts';
import { withoutInsideWords } from './inside-words.ts';
import { actionState } from './machine.ts';
import { rebuildObstacle } from './rebuilding.ts';

const lookOnly: ActionState = { allowed: false, reason: 'Your role may look at this VM but not change it.' };

type Actions = Readonly<Record<DeploymentAction, ActionState>>;

const actionsBy = (state: (action: DeploymentAction) => ActionState): Actions => ({
  start: state('start'),
  stop: state('stop'),
  reboot: state('reboot'),
  reset: state('reset'),
  suspend: state('suspend'),
  resume: state('resume'),
  snapshot: state('snapshot'),
  rollback: state('rollback'),
  remove_snapshot: state('remove_snapshot'),
  extend: state('extend'),
  rebuild: state('rebuild'),
  delete: state('delete'),
});

/** They follow from the status, so each status has its table once and not once a row. */
const actionsIn = new Map(
  deploymentStatuses.map((status) => [status, actionsBy((action) => actionState(action, status))]),
);
const noActions = actionsBy(() => lookOnly);

const actionsFor = (detail: DeploymentDetail, person: Person): Actions => {
  const { deployment } = detail;
  const actions = mayOperate(person, deployment) ? (actionsIn.get(deployment.status) ?? noActions) : noActions;
  const obstacle = rebuildObstacle(detail);
  if (obstacle === null || !actions.rebuild.allowed) return actions;
  return { ...actions, rebuild: { allowed: false, reason: obstacle } };
};

const placementFor = ({ deployment, cluster }: DeploymentDetail, person: Person): DeploymentView['placement'] =>
  seesPlacement(person) && deployment.node !== null && deployment.vmid !== null
    ? { cluster: cluster.name, node: deployment.node, vmid: deployment.vmid }
    : null;

const wordsFor = (person: Person, message: string | null): string | null =>
  message === null || seesPlacement(person) ? message : withoutInsideWords(message);

/** One that is under way and has something to say says what it waits for. */
const stateOf = ({ state }: OpenOperationRecord, { statusMessage, failureCode }: Deployment): OperationState =>
  state === 'running' && statusMessage !== null && failureCode === null ? 'waiting' : state;

const openOperationView = (operation: OpenOperationRecord, deployment: Deployment): OpenOperation => ({
  id: operation.id,
  kind: operation.kind,
  state: stateOf(operation, deployment),
  requestedAt: operation.requestedAt.toISOString(),
  startedAt: operation.startedAt?.toISOString() ?? null,
});

export const deploymentView = (detail: DeploymentDetail, person: Person, now: Date): DeploymentView => {
  const { deployment, template } = detail;
  return {
    id: deployment.id,
    version: deployment.version,
    name: deployment.name,
    status: deployment.status,
    statusMessage: wordsFor(person, deployment.statusMessage),
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
    actions: actionsFor(detail, person),
  };
};

/** Whose messages are about nodes and VMIDs. */
const placementSteps: ReadonlySet<StepName> = new Set(['reserve', 'place']);

/** Placement, PVE task ids and task logs go to those who administer the cluster. */
export const stepView = (step: DeploymentStep, person: Person): DeploymentStepView => {
  const inside = seesPlacement(person);
  return {
    id: step.id,
    operation: step.operation,
    name: step.name,
    status: step.status,
    startedAt: step.startedAt.toISOString(),
    endedAt: step.endedAt?.toISOString() ?? null,
    message: inside || !placementSteps.has(step.name) ? wordsFor(person, step.message) : null,
    upid: inside ? step.upid : null,
    log: inside ? [...step.log] : [],
  };
};

/** Why an open one waits stands beside the deployment; why one failed, in the step that did. */
export const operationView = (
  operation: OperationRecord,
  { deployment }: Pick<DeploymentDetail, 'deployment'>,
  person: Person,
): DeploymentOperation => {
  const steps = operation.steps.map((step) => stepView(step, person));
  const failed = steps.findLast(({ status }) => status === 'failed');
  const message = operation.endedAt === null ? wordsFor(person, deployment.statusMessage) : (failed?.message ?? null);
  return {
    ...openOperationView(operation, deployment),
    deploymentId: operation.deploymentId,
    requestedBy: operation.requestedBy,
    endedAt: operation.endedAt?.toISOString() ?? null,
    failureCode: operation.failureCode,
    message: operation.state === 'succeeded' || operation.state === 'cancelled' ? null : message,
    steps,
  };
};
