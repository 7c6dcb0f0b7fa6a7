// Everything that can be asked of the portal, by resource and action. The router, REST, its document and the tests that walk
// all of it read this table.
import { meRows, sessionRows } from './actions/account.ts';
import {
  auditRows,
  clusterRows,
  orphanRows,
  problemRows,
  quarantineRows,
  settlingRows,
} from './actions/administration.ts';
import { announcementRows } from './actions/announcements.ts';
import { colleagueRows } from './actions/colleagues.ts';
import type { Action } from './actions/define.ts';
import { deploymentRows, menuRows, operationRows, snapshotRows } from './actions/deployments.ts';
import { handoverRows } from './actions/handovers.ts';
import { healthRows } from './actions/health.ts';
import { limitRequestRows } from './actions/limit-requests.ts';
import { limitRows } from './actions/limits.ts';
import { mailRows } from './actions/mail.ts';
import { overviewRows } from './actions/overview.ts';
import { peopleRows, teamRows } from './actions/people.ts';
import { roleRows } from './actions/roles.ts';
import { shareRows } from './actions/shares.ts';
import { canaryRows, templateRows } from './actions/templates.ts';
import { tokenRows } from './actions/tokens.ts';
import { webhookRows } from './actions/webhooks.ts';
import { type DeploymentAction, menuActions } from './deployment-actions.ts';
import { type HandoverAction, handoverActions } from './handover-actions.ts';
import { recordOf } from './records.ts';
import {
  type OperationAction,
  operationActions,
  type QuarantineAction,
  quarantineActions,
} from './settling-actions.ts';
import type { SharingAction } from './sharing-actions.ts';

export { type Action, holdsVersion, type Who } from './actions/define.ts';
export type { ActionInput, ActionRequest, PlainRequest } from './actions/deployments.ts';

export const actions = {
  templates: templateRows,
  canaries: canaryRows,
  deployments: { ...deploymentRows, ...menuRows },
  operations: operationRows,
  snapshots: snapshotRows,
  shares: shareRows,
  handovers: handoverRows,
  health: healthRows,
  overview: overviewRows,
  announcements: announcementRows,
  clusters: clusterRows,
  quarantine: { ...quarantineRows, ...settlingRows },
  orphans: orphanRows,
  problems: problemRows,
  people: peopleRows,
  teams: teamRows,
  roles: roleRows,
  limits: limitRows,
  requests: limitRequestRows,
  mail: mailRows,
  webhooks: webhookRows,
  audit: auditRows,
  tokens: tokenRows,
  me: meRows,
  colleagues: colleagueRows,
  sessions: sessionRows,
} as const satisfies Record<string, Record<string, Action>>;

type Resource = keyof typeof actions;

/** As clients call it: `deployments.start`. */
export type ActionName = { [R in Resource]: `${R}.${keyof (typeof actions)[R] & string}` }[Resource];

/** What an action on a deployment, on what is quarantined, on an operation, on a share or on what is offered is called by clients. */
export const actionNames = {
  ...recordOf(menuActions, (action) => `deployments.${action}` as const),
  snapshot: 'snapshots.create',
  rollback: 'snapshots.rollback',
  remove_snapshot: 'snapshots.remove',
  share: 'shares.add',
  unshare: 'shares.remove',
  ...recordOf(handoverActions, (action) => `handovers.${action}` as const),
  ...recordOf(quarantineActions, (action) => `quarantine.${action}` as const),
  ...recordOf(operationActions, (action) => `operations.${action}` as const),
} as const satisfies Record<
  DeploymentAction | QuarantineAction | OperationAction | SharingAction | HandoverAction,
  ActionName
>;

export const actionsByName: Readonly<Record<string, Action>> = Object.fromEntries(
  Object.entries<Record<string, Action>>(actions).flatMap(([resource, rows]) =>
    Object.entries(rows).map(([action, row]) => [`${resource}.${action}`, row] as const),
  ),
);
