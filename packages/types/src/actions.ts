// Everything that can be asked of the portal, by resource and action. The router, REST, its document and the tests that walk
// all of it read this table.
import {
  auditRows,
  clusterRows,
  meRows,
  orphanRows,
  problemRows,
  quarantineRows,
  settlingRows,
} from './actions/administration.ts';
import type { Action } from './actions/define.ts';
import { deploymentRows, menuRows, operationRows, snapshotRows } from './actions/deployments.ts';
import { canaryRows, templateRows } from './actions/templates.ts';

export type { Action, Who } from './actions/define.ts';
export type { ActionInput, ActionRequest, PlainRequest } from './actions/deployments.ts';

export const actions = {
  templates: templateRows,
  canaries: canaryRows,
  deployments: { ...deploymentRows, ...menuRows },
  operations: operationRows,
  snapshots: snapshotRows,
  clusters: clusterRows,
  quarantine: { ...quarantineRows, ...settlingRows },
  orphans: orphanRows,
  problems: problemRows,
  audit: auditRows,
  me: meRows,
} as const satisfies Record<string, Record<string, Action>>;

/** By name, as clients call it: `deployments.start`. */
export const actionsByName: Readonly<Record<string, Action>> = Object.fromEntries(
  Object.entries<Record<string, Action>>(actions).flatMap(([resource, rows]) =>
    Object.entries(rows).map(([action, row]) => [`${resource}.${action}`, row] as const),
  ),
);
