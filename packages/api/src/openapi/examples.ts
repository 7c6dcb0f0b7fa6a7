// Values shown in the OpenAPI document. Typed by the contracts, and parsed by them in a test.
import { actionRefusal, actionState, allowedActions, DomainError } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import {
  type ActionState,
  type CreateDeployment,
  type Deployment,
  type DeploymentOperation,
  deploymentActions,
  type Problem,
  type Reason,
  recordOf,
  type Snapshot,
  type Template,
} from '@portal/types';
import { describeError } from '../errors/describe-error.ts';
import { toProblem } from '../rest/problem.ts';
import { definitionExample, templateId } from './template-examples.ts';

const deploymentId = '019ac301-77aa-7e02-8c55-1d2e3f405162';

export const exampleWords = rendererFor();

export const offered: ActionState = { allowed: true, reason: null, code: null, params: null };
export const refused = (refusal: Reason): ActionState => ({
  allowed: false,
  reason: exampleWords(refusal),
  ...refusal,
});

export const templateExample: Template = {
  id: templateId,
  slug: 'debian-13',
  version: 1,
  ...definitionExample,
  cloudInit: true,
  guestAgent: true,
  firstBoot: 'plain',
  state: 'available',
  stateReason: null,
  stateCause: null,
  stateSetBy: 'admin',
  creatable: offered,
  clusterUnreachableSince: null,
  history: { samples: 87, medianSeconds: 43, p95Seconds: 71 },
  canary: {
    runs: 14,
    passed: 14,
    medianSeconds: 41,
    last: { at: '2026-11-22T02:00:55.000Z', outcome: 'passed', reason: null, cause: null },
  },
  source: null,
};

export const createExample: CreateDeployment = {
  templateId,
  name: 'case-4711-trace',
  vcpus: 2,
  memoryMiB: 4096,
  ttlHours: 48,
  purpose: 'Reproduce one-way audio behind NAT',
  ticket: 'CASE-4711',
  customer: 'Acme Ltd',
  tags: ['voip'],
};

const running = {
  rest: 'running',
  leaseEnded: false,
  operation: null,
  placedAt: null,
  deleteProtection: false,
  schedule: null,
  expiresAt: new Date('2026-11-24T09:00:00.000Z'),
  restoreUntil: null,
} as const;

export const deploymentExample: Deployment = {
  id: deploymentId,
  version: 7,
  name: 'case-4711-trace',
  hostName: 'case-4711-trace',
  status: 'running',
  statusMessage: null,
  statusReason: null,
  failureCode: null,
  templateId,
  templateVersion: 1,
  templateName: 'Debian 13',
  category: 'linux_utility',
  icon: 'debian',
  owner: { id: '019ac2ee-0001-7a00-8000-000000000001', name: 'Sam Support', email: 'sam.support@example.com' },
  team: { id: '019ac2ee-0002-7a00-8000-000000000002', name: 'Voice support' },
  vcpus: 2,
  memoryMiB: 4096,
  diskGiB: 20,
  addresses: ['10.20.0.17'],
  addressesAreFallback: false,
  guestAgent: true,
  accessMethods: ['ssh', 'console'],
  loginUser: 'support',
  purpose: 'Reproduce one-way audio behind NAT',
  ticket: 'CASE-4711',
  customer: 'Acme Ltd',
  notes: null,
  tags: ['voip'],
  createdAt: '2026-11-22T09:00:00.000Z',
  updatedAt: '2026-11-22T09:01:12.000Z',
  expiresAt: '2026-11-24T09:00:00.000Z',
  deleteAt: '2026-11-25T09:00:00.000Z',
  reviewAt: null,
  maxExpiresAt: '2026-12-06T09:00:00.000Z',
  postponements: 0,
  deleteProtection: false,
  schedule: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], start: '08:00', stop: '18:00', timeZone: 'Europe/Berlin' },
  nextPower: { power: 'stop', at: '2026-11-23T17:00:00.000Z' },
  restoreHours: 72,
  restoreUntil: null,
  operation: null,
  queuePosition: null,
  estimate: null,
  clusterUnreachableSince: null,
  featuresOff: [],
  hasPassword: true,
  sharedWithMe: null,
  canShare: true,
  placement: null,
  actions: recordOf(deploymentActions, (action) => actionState(actionRefusal(action, running), exampleWords)),
};

export const snapshotExample: Snapshot = {
  id: '019ac30a-12f4-7d10-9c3e-5b6a7f809112',
  label: 'before the upgrade',
  status: 'ready',
  createdAt: '2026-11-22T10:30:00.000Z',
};

const problem = (...error: ConstructorParameters<typeof DomainError>): Problem =>
  toProblem(describeError(new DomainError(...error)), '2f1c0a7e-5b1d-4e57-9a43-0c8d1f6b7a21');

/** The problems whose extra members are worth seeing. */
export const problemExamples = {
  invalid_input: problem('invalid_input', undefined, {
    fields: [{ field: 'vcpus', reason: { code: 'field_wrong_type', params: { expected: 'int' } } }],
  }),
  transition_refused: problem(
    'transition_refused',
    { code: 'action_refused', params: { action: 'start', status: 'running' } },
    { currentStatus: 'running', allowedActions: allowedActions(running) },
  ),
  limit_exceeded: problem(
    'limit_exceeded',
    {
      code: 'over_limit',
      params: {
        figures: [
          {
            code: 'limit_reached',
            params: { measure: 'vcpus', source: 'role', of: null, limit: 16, used: 14, requested: 4 },
          },
        ],
      },
    },
    { limits: [{ name: 'policy.vcpus', source: 'role', limit: 16, used: 14, requested: 4 }] },
  ),
};

export const operationExample: DeploymentOperation = {
  id: '01920000-0000-7000-8000-000000000061',
  deploymentId: deploymentExample.id,
  kind: 'stop',
  state: 'succeeded',
  requestedBy: { id: deploymentExample.owner.id, name: deploymentExample.owner.name },
  requestedAt: '2026-11-22T14:00:00.000Z',
  startedAt: '2026-11-22T14:00:00.400Z',
  endedAt: '2026-11-22T14:00:08.100Z',
  retryOf: null,
  waiting: null,
  error: null,
  failureCode: null,
  message: null,
  reason: null,
  actions: {
    cancel: actionState({ code: 'operation_over', params: {} }, exampleWords),
    retry: actionState({ code: 'operation_not_failed', params: {} }, exampleWords),
  },
  steps: [
    {
      id: '01920000-0000-7000-8000-000000000062',
      operation: 'stop',
      name: 'shutdown',
      status: 'done',
      startedAt: '2026-11-22T14:00:00.400Z',
      endedAt: '2026-11-22T14:00:08.100Z',
      message: null,
      reason: null,
      upid: null,
      log: [],
    },
  ],
};
