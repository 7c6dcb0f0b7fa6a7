// What can be asked of deployments, their operations and their snapshots. The actions of `deployment-actions.ts` bring their routes
// along; what they take beside the id stands here.
import type { z } from 'zod';
import { consoleTicketSchema } from '../console.ts';
import {
  countDeploymentsSchema,
  createDeploymentSchema,
  createSnapshotSchema,
  credentialsSchema,
  deploymentIdSchema,
  deploymentPageSchema,
  deploymentSchema,
  editDeploymentSchema,
  extendDeploymentSchema,
  listDeploymentsSchema,
  snapshotIdSchema,
  snapshotListSchema,
  transferDeploymentSchema,
} from '../deployment.ts';
import {
  type ActionsWith,
  type DeploymentAction,
  deploymentActionRow,
  type MenuAction,
  menuActions,
} from '../deployment-actions.ts';
import { deploymentFiguresSchema, readFiguresSchema } from '../figures.ts';
import {
  deploymentOperationPageSchema,
  deploymentOperationSchema,
  deploymentStepsSchema,
  listOperationsSchema,
  operationIdSchema,
} from '../operation.ts';
import { totalSchema } from '../primitives.ts';
import { recordOf } from '../records.ts';
import { resizeDeploymentSchema } from '../resize.ts';
import { setScheduleSchema } from '../schedule.ts';
import { type OperationAction, operationActionRows } from '../settling-actions.ts';
import { readTaskLogSchema, taskLogSchema } from '../task-log.ts';
import type { Action } from './define.ts';
import { deploymentActionTexts } from './deployment-action-texts.ts';

const tag = 'deployments';
const accepted = '/deployments/{id}';

/** Nothing follows that would have to be waited for. */
const doneAtOnce = { isLimited: false, accepted: undefined } as const;

/** What is asked of a deployment with more than its id. */
const forms = {
  extend: { input: extendDeploymentSchema, example: { hours: 24 } },
  resize: { input: resizeDeploymentSchema, example: { vcpus: 4, memoryMiB: 8192 } },
  edit: {
    input: editDeploymentSchema,
    example: { ticket: 'CASE-4712', notes: null, tags: ['voip'] },
    ...doneAtOnce,
  },
  set_schedule: {
    input: setScheduleSchema,
    example: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', stop: '18:00', timeZone: 'Europe/Berlin' },
    ...doneAtOnce,
  },
  transfer: { input: transferDeploymentSchema, example: { to: 'dana.support@example.com' } },
} as const satisfies Record<
  ActionsWith<{ resource: 'deployments'; begun: 'form' }>,
  { readonly input: z.ZodObject } & Pick<Action, 'example' | 'isLimited' | 'accepted'>
>;
type FormAction = keyof typeof forms;
const isForm = (action: MenuAction): action is FormAction => action in forms;

/** What an action of the menu is asked for with. */
export type ActionInput<Asked extends MenuAction> = Asked extends FormAction
  ? z.infer<(typeof forms)[Asked]['input']>
  : { id: string };
export interface PlainRequest {
  readonly action: Exclude<MenuAction, FormAction>;
  readonly id: string;
}
export type ActionRequest = { [Asked in MenuAction]: { readonly action: Asked } & ActionInput<Asked> }[MenuAction];

const change = { tag, who: 'operator', answers: 'deployment', accepted, output: deploymentSchema } as const;

const routeOf = (action: DeploymentAction) => {
  const row = deploymentActionRow(action);
  const { method = 'POST', path = `/deployments/{id}/${action}`, who = change.who } = row;
  return { method, path, who, ...deploymentActionTexts[action] } as const;
};

export const menuRows = recordOf(
  menuActions,
  (action) =>
    ({
      ...change,
      ...routeOf(action),
      ...(isForm(action) ? { isLimited: true, ...forms[action] } : { input: deploymentIdSchema }),
    }) satisfies Action,
);

export const deploymentRows = {
  list: {
    method: 'GET',
    path: '/deployments',
    summary: 'List deployments',
    description:
      'The deployments that you may see, newest first unless sorted otherwise, a page at a time: pass `nextCursor` as `cursor`, with the same `sort`. `owner` narrows it to yours (`me`), to what is shared with you (`shared`), to your team’s (`team`), or to one person’s.',
    tag,
    who: 'anybody',
    input: listDeploymentsSchema,
    output: deploymentPageSchema,
  },
  count: {
    method: 'GET',
    path: '/deployments/count',
    summary: 'Count deployments',
    description:
      'How many the same filters select of what you may see. At most 2,000 are counted; `more` says that there are more.',
    tag,
    who: 'anybody',
    input: countDeploymentsSchema,
    output: totalSchema,
  },
  byId: {
    method: 'GET',
    path: '/deployments/{id}',
    summary: 'Read one deployment',
    description: 'One that you may not see is answered exactly like one that does not exist.',
    tag,
    who: 'reader',
    tagged: true,
    input: deploymentIdSchema,
    output: deploymentSchema,
  },
  create: {
    method: 'POST',
    path: '/deployments',
    summary: 'Create a deployment',
    description:
      'Accepts the request and makes the VM in the background; follow it at `Location`. What is left out takes the template’s default.',
    ...change,
    who: 'creator',
    isLimited: true,
    input: createDeploymentSchema,
  },
  credentials: {
    method: 'POST',
    path: '/deployments/{id}/credentials',
    summary: 'Reveal the password of a deployment',
    description:
      'For its owner alone; each reveal is on record. 404 where no password was given, or once it was erased with its VM; 409 while ' +
      'the VM is being made or taken down, or is not certain to be the owner’s.',
    tag,
    who: 'owner',
    answers: 'deployment',
    shownOnce: true,
    input: deploymentIdSchema,
    output: credentialsSchema,
  },
  console: {
    method: 'POST',
    summary: 'Open the console of a deployment',
    description:
      'Answers a ticket for one connection. Whoever may only look at the VM sees its screen; opening and closing are on record.',
    tag,
    who: 'watcher',
    input: deploymentIdSchema,
    output: consoleTicketSchema,
  },
  figures: {
    method: 'GET',
    path: '/deployments/{id}/figures',
    summary: 'Read the live figures of a deployment',
    description:
      'CPU, memory, disk and network of its VM over the last hour by the minute, or over a day or a week in larger steps, as Proxmox VE recorded them. ' +
      'A figure that was not recorded is null, as while the VM was off. Kept for half a minute, whoever asks.',
    tag,
    who: 'reader',
    input: readFiguresSchema,
    output: deploymentFiguresSchema,
  },
  taskLog: {
    method: 'GET',
    path: '/deployments/{id}/task-log',
    summary: 'Read the log of the task under way',
    description:
      'What the Proxmox VE task of the step that is under way has written so far, at most its last 500 lines; with `upid` and `after`, those that are new. Ask again every few seconds to follow it, until `upid` is another one, or null without a `reason`. For administrators and auditors.',
    tag,
    who: 'overseer',
    input: readTaskLogSchema,
    output: taskLogSchema,
  },
  operations: {
    method: 'GET',
    path: '/deployments/{id}/operations',
    summary: 'List a deployment’s operations',
    description: 'What was asked of it, newest first: by whom, how it went, and the steps with their times.',
    tag,
    who: 'reader',
    input: listOperationsSchema,
    output: deploymentOperationPageSchema,
  },
  steps: {
    method: 'GET',
    path: '/deployments/{id}/steps',
    summary: 'Read a deployment’s timeline',
    description:
      'The steps of every operation in one list. Deprecated: read `/deployments/{id}/operations`, which says which step belongs to what was asked.',
    deprecated: true,
    tag,
    who: 'reader',
    input: deploymentIdSchema,
    output: deploymentStepsSchema,
  },
} as const satisfies Record<string, Action>;

const ofOperations = { tag, input: operationIdSchema, output: deploymentOperationSchema } as const;
const askedOf = (action: OperationAction) => {
  const { summary, description } = operationActionRows[action];
  return {
    method: 'POST',
    path: `/operations/{id}/${action}`,
    summary,
    description,
    ...ofOperations,
    who: 'keeper',
    answers: 'operation',
    accepted: '/operations/{id}',
  } as const satisfies Action;
};

export const operationRows = {
  byId: {
    method: 'GET',
    path: '/operations/{id}',
    summary: 'Read one operation',
    description:
      'An operation is open until its state is `succeeded`, `failed` or `cancelled`. One of a deployment that you may not see is answered exactly like one that does not exist.',
    ...ofOperations,
    who: 'reader',
  },
  cancel: askedOf('cancel'),
  retry: askedOf('retry'),
} as const satisfies Record<string, Action>;

const ofSnapshots = { ...change, tag: 'snapshots' } as const;

export const snapshotRows = {
  list: {
    method: 'GET',
    path: '/deployments/{id}/snapshots',
    summary: 'List a deployment’s snapshots',
    description: 'Oldest first, with the number that this VM may have.',
    tag: 'snapshots',
    who: 'reader',
    input: deploymentIdSchema,
    output: snapshotListSchema,
  },
  create: {
    ...ofSnapshots,
    ...routeOf('snapshot'),
    isLimited: true,
    input: createSnapshotSchema,
    example: { label: 'before the upgrade' },
  },
  rollback: { ...ofSnapshots, ...routeOf('rollback'), input: snapshotIdSchema },
  remove: { ...ofSnapshots, ...routeOf('remove_snapshot'), input: snapshotIdSchema },
} as const satisfies Record<string, Action>;
