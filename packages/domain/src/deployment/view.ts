// A deployment as a certain person sees it: the same shape for everyone, placement for those who administer the
// cluster, and each action with whether it would be accepted from this person now.
import {
  type ActionState,
  actionNames,
  type DeploymentAction,
  type DeploymentOperation,
  type DeploymentStep as DeploymentStepView,
  type Deployment as DeploymentView,
  deploymentActions,
  hostNameOf,
  type OpenOperation,
  type OperationAction,
  type Reason,
  recordOf,
  type ShareLevel,
  type StepName,
} from '@portal/types';
import { actionState } from '../action-state.ts';
import { statusOf } from '../deployment-status.ts';
import { canonicalJson } from '../idempotency.ts';
import { withoutInsideWords } from '../inside-words.ts';
import { maxExpiresAt } from '../lease/lease.ts';
import type { DeploymentDetail } from '../ports/deployments.ts';
import type { Say } from '../ports/system.ts';
import { may, type Person, seesAsShared, seesPlacement } from '../principal.ts';
import type { Deployment, DeploymentStep, OpenOperationRecord, OperationRecord } from '../records.ts';
import { featureObstacle } from '../token-rights.ts';
import { restoreHoursOf } from './deleting.ts';
import { estimateReady } from './estimate.ts';
import { passwordRefusal } from './guest-access.ts';
import { actionRefusal } from './machine.ts';
import { obstacleTo, obstructed } from './obstacles.ts';
import { cancelRefusal, retryRefusal, rightRefusal } from './operation-actions.ts';

type Actions = Readonly<Record<DeploymentAction, ActionState>>;

const actionsBy = (state: (action: DeploymentAction) => ActionState): Actions => recordOf(deploymentActions, state);

/** What its actions follow from: its status, whether it is protected, whether its lease has an end, and whether it has a schedule. */
const standingOf = (deployment: Deployment): string =>
  `${statusOf(deployment)} ${deployment.deleteProtection} ${deployment.expiresAt === null} ${deployment.schedule === null}`;

interface ActionTables {
  readonly byStanding: Map<string, Actions>;
  /** Of what a person may not ask for, by action and code. */
  readonly refused: Map<string, ActionState>;
}

/** Each standing has its table once a language and not once a row. */
const tables = new WeakMap<Say, ActionTables>();

const tablesOf = (say: Say): ActionTables => {
  const known = tables.get(say) ?? { byStanding: new Map(), refused: new Map() };
  tables.set(say, known);
  return known;
};

/** What a person may do with the deployments of one owner and team that are shared with them in one way, or not at all. */
interface Rights {
  readonly sharedWithMe: ShareLevel | null;
  readonly canShare: boolean;
  /** Each action that they may not ask for. */
  readonly refused: Partial<Actions>;
  readonly byStanding: Map<string, Actions>;
}

/** Asked for once a reading: a page of a list has many rows, and few owners. */
const rightsOfReading = new WeakMap<Reading, Map<string, Rights>>();

const newRights = ({ person, say }: Reading, deployment: Deployment): Rights => {
  const { refused } = tablesOf(say);
  const refusals = deploymentActions.flatMap((action) => {
    const permission = may(person, actionNames[action], deployment);
    if (permission.allowed) return [];
    const key = `${action} ${canonicalJson(permission.reason)}`;
    const state = refused.get(key) ?? actionState(permission.reason, say);
    refused.set(key, state);
    return [[action, state] as const];
  });
  return {
    sharedWithMe: seesAsShared(person, deployment),
    canShare: may(person, actionNames.share, deployment).allowed,
    refused: Object.fromEntries(refusals),
    byStanding: new Map(),
  };
};

const rightsOn = (deployment: Deployment, reading: Reading): Rights => {
  const known = rightsOfReading.get(reading) ?? new Map<string, Rights>();
  rightsOfReading.set(reading, known);
  const { id, ownerId, teamId } = deployment;
  const key = `${ownerId} ${teamId} ${reading.person.shared?.get(id)}`;
  const rights = known.get(key) ?? newRights(reading, deployment);
  known.set(key, rights);
  return rights;
};

const actionsIn = (deployment: Deployment, rights: Rights, say: Say): Actions => {
  const standing = standingOf(deployment);
  const mine = rights.byStanding.get(standing);
  if (mine !== undefined) return mine;
  const { byStanding } = tablesOf(say);
  const everybodys =
    byStanding.get(standing) ?? actionsBy((action) => actionState(actionRefusal(action, deployment), say));
  byStanding.set(standing, everybodys);
  const actions = { ...everybodys, ...rights.refused };
  rights.byStanding.set(standing, actions);
  return actions;
};

const actionsFor = (detail: DeploymentDetail, rights: Rights, say: Say): Actions => {
  const actions = actionsIn(detail.deployment, rights, say);
  const met = obstructed.flatMap((action) => {
    const obstacle = actions[action].allowed ? obstacleTo(action, detail) : null;
    return obstacle === null ? [] : [[action, actionState(obstacle, say)] as const];
  });
  return met.length === 0 ? actions : { ...actions, ...Object.fromEntries(met) };
};

/** Those that are no action: an action says by itself that it is off. */
const featuresOffFor = ({ missingPrivileges }: DeploymentDetail, say: Say): DeploymentView['featuresOff'] =>
  (['console', 'figures'] as const).flatMap((feature) => {
    const obstacle = featureObstacle(missingPrivileges, feature);
    return obstacle === null ? [] : [{ feature, ...obstacle, message: say(obstacle) }];
  });

const placementFor = ({ deployment, cluster }: DeploymentDetail, person: Person): DeploymentView['placement'] =>
  seesPlacement(person) && deployment.node !== null && deployment.vmid !== null
    ? { cluster: cluster.name, node: deployment.node, vmid: deployment.vmid }
    : null;

/** Places in the cluster are for those who administer it. */
const shownTo = <Shown extends Reason>(person: Person, reason: Shown): Shown =>
  seesPlacement(person) ? reason : withoutInsideWords(reason);

const openOperationView = (operation: OpenOperationRecord): OpenOperation => ({
  id: operation.id,
  kind: operation.kind,
  state: operation.state === 'running' && operation.waitsFor !== null ? 'waiting' : operation.state,
  requestedAt: operation.requestedAt.toISOString(),
  startedAt: operation.startedAt?.toISOString() ?? null,
});

const scheduleView = ({ schedule, nextPower: power, nextPowerAt: at }: Deployment) =>
  schedule === null || power === null || at === null
    ? { schedule: null, nextPower: null }
    : { schedule: { ...schedule, days: [...schedule.days] }, nextPower: { power, at: at.toISOString() } };

/** Who reads it, and when. */
export interface Reading {
  readonly person: Person;
  readonly now: Date;
  readonly say: Say;
}

/** Gone, or being destroyed: not to be restored any more. */
const isLost = ({ rest, operation }: Deployment): boolean => rest === 'deleted' || operation === 'delete';

export const deploymentView = (detail: DeploymentDetail, reading: Reading): DeploymentView => {
  const { person, now, say } = reading;
  const { deployment, template } = detail;
  const rights = rightsOn(deployment, reading);
  const statusReason = deployment.statusReason === null ? null : shownTo(person, deployment.statusReason);
  return {
    id: deployment.id,
    version: deployment.version,
    name: deployment.name,
    hostName: hostNameOf(deployment.name, template),
    status: statusOf(deployment),
    statusMessage: statusReason === null ? null : say(statusReason),
    statusReason,
    failureCode: deployment.failureCode,
    templateId: deployment.templateId,
    templateVersion: deployment.templateVersion,
    templateName: template.name,
    category: template.category,
    icon: template.icon,
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
    customer: deployment.customer,
    notes: deployment.notes,
    tags: [...deployment.tags],
    createdAt: deployment.createdAt.toISOString(),
    updatedAt: deployment.updatedAt.toISOString(),
    expiresAt: deployment.expiresAt?.toISOString() ?? null,
    deleteAt: deployment.deleteAt?.toISOString() ?? null,
    reviewAt: deployment.reviewAt?.toISOString() ?? null,
    maxExpiresAt: maxExpiresAt(deployment, template, now).toISOString(),
    postponements: deployment.postponements,
    deleteProtection: deployment.deleteProtection,
    ...scheduleView(deployment),
    restoreHours: restoreHoursOf(deployment, template),
    restoreUntil: isLost(deployment) ? null : (deployment.restoreUntil?.toISOString() ?? null),
    operation: detail.operation === null ? null : openOperationView(detail.operation),
    queuePosition: detail.queuePosition,
    estimate: estimateReady(detail, now),
    clusterUnreachableSince:
      deployment.rest === 'deleted' ? null : (detail.clusterUnreachableSince?.toISOString() ?? null),
    featuresOff: featuresOffFor(detail, say),
    hasPassword: deployment.ownerId === person.userId && passwordRefusal(detail) === null,
    placement: placementFor(detail, person),
    sharedWithMe: rights.sharedWithMe,
    canShare: rights.canShare,
    actions: actionsFor(detail, rights, say),
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

/** A reason in the reader's words, without what is not for them. */
export const saidTo = ({ person, say }: Pick<Reading, 'person' | 'say'>, reason: Reason | null) => {
  if (reason === null) return null;
  const shown = shownTo(person, reason);
  return { ...shown, message: say(shown) };
};

/** `latestId`: of its deployment. */
export const operationView = (
  operation: OperationRecord,
  { detail, latestId }: { readonly detail: DeploymentDetail; readonly latestId: string | null },
  { person, say }: Pick<Reading, 'person' | 'say'>,
): DeploymentOperation => {
  const isOpen = operation.endedAt === null;
  const waiting = isOpen ? saidTo({ person, say }, operation.waitsFor) : null;
  const error = isOpen ? null : saidTo({ person, say }, operation.error);
  const why = waiting ?? (operation.state === 'failed' ? error : null);
  const refusal = (action: OperationAction) => rightRefusal(action, person, detail.deployment);
  return {
    ...openOperationView(operation),
    deploymentId: operation.deploymentId,
    requestedBy: operation.requestedBy,
    endedAt: operation.endedAt?.toISOString() ?? null,
    retryOf: operation.retryOf,
    waiting,
    error,
    failureCode: operation.failureCode,
    message: why?.message ?? null,
    reason: why === null ? null : { code: why.code, params: why.params },
    actions: {
      cancel: actionState(refusal('cancel') ?? cancelRefusal(operation), say),
      retry: actionState(refusal('retry') ?? retryRefusal(operation, { ...detail, latestId, person }), say),
    },
    steps: operation.steps.map((step) => stepView(step, person, say)),
  };
};
