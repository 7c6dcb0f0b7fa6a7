// The state machine of a deployment, from the table of actions. UI, REST and worker all read it, so an action is offered exactly
// when it would be accepted, and a refused one says why.
import {
  type DeploymentAction,
  type DeploymentStatus,
  deploymentActionRow,
  deploymentActions,
  type Operation,
  operations,
  type QuarantineAction,
  type Reason,
  type Rest,
} from '@portal/types';
import { type Standing, statusOf } from '../deployment-status.ts';
import type { Deployment } from '../records.ts';

/** Nothing else is asked of what is being taken over or down. */
const takesNoMore: readonly Operation[] = ['adopt', 'delete', 'trash'];

/** What decides on what may be asked. */
export type Askable = Standing & Pick<Deployment, 'deleteProtection' | 'expiresAt' | 'schedule'>;

const fitsProtection = (action: DeploymentAction, { deleteProtection }: Askable): boolean => {
  const { protection } = deploymentActionRow(action);
  return protection === undefined || deleteProtection === (protection === 'on');
};

const fitsStatus = (action: DeploymentAction, deployment: Standing): boolean => {
  const { from, anytime = false } = deploymentActionRow(action);
  const { operation } = deployment;
  if (operation !== null) return anytime && !takesNoMore.includes(operation);
  const status = statusOf(deployment);
  return from.some((one) => one === status);
};

const fitsEnd = (action: DeploymentAction, { expiresAt }: Askable): boolean => {
  const { end } = deploymentActionRow(action);
  return end === undefined || (expiresAt === null) === (end === 'none');
};

const fitsSchedule = (action: DeploymentAction, { schedule }: Askable): boolean =>
  deploymentActionRow(action).schedule === undefined || schedule !== null;

export const accepts = (action: DeploymentAction, deployment: Askable): boolean =>
  fitsStatus(action, deployment) &&
  fitsProtection(action, deployment) &&
  fitsEnd(action, deployment) &&
  fitsSchedule(action, deployment);

/** What an action begins; null for what is carried out at once. */
export const begunBy = (action: DeploymentAction): Operation | null =>
  deploymentActionRow(action).begins ?? operations.find((operation) => operation === action) ?? null;

export const allowedActions = (deployment: Askable): readonly DeploymentAction[] =>
  deploymentActions.filter((action) => accepts(action, deployment));

/** Each way that the power of a VM may be found. */
const asFound = ['running', 'stopped', 'suspended'] as const;

/** Where the VM may come to rest next, whoever or whatever moves it. */
const moves: Readonly<Record<Rest, readonly Rest[]>> = {
  pending: [...asFound, 'failed', 'quarantined', 'deleted'],
  running: [...asFound, 'pending', 'failed', 'quarantined', 'deleted'],
  stopped: [...asFound, 'pending', 'failed', 'quarantined', 'deleted'],
  suspended: [...asFound, 'pending', 'failed', 'quarantined', 'deleted'],
  failed: [...asFound, 'pending', 'quarantined', 'deleted'],
  quarantined: [...asFound, 'failed', 'deleted'],
  deleted: [],
};

export const mayMove = (from: Rest, to: Rest): boolean => from === to || moves[from].includes(to);

/** Why nothing is to be settled in a status other than `quarantined`. */
export const quarantineRefusal = (action: QuarantineAction, status: DeploymentStatus): Reason => ({
  code: 'settling_refused',
  params: { action, status },
});

/** Why this cannot be done now: shown beside the disabled button and in the 409. */
export const refusalReason = (action: DeploymentAction, deployment: Askable): Reason => {
  const fits = fitsStatus(action, deployment);
  if (fits && !fitsProtection(action, deployment)) return { code: 'delete_protection', params: { action } };
  if (fits && !fitsEnd(action, deployment)) {
    return { code: 'no_end_refused', params: { why: deployment.expiresAt === null ? 'has_none' : 'has_one' } };
  }
  if (fits && !fitsSchedule(action, deployment)) return { code: 'has_no_schedule', params: {} };
  return { code: 'action_refused', params: { action, status: statusOf(deployment) } };
};

/** Null when the action would be accepted. */
export const actionRefusal = (action: DeploymentAction, deployment: Askable): Reason | null =>
  accepts(action, deployment) ? null : refusalReason(action, deployment);
