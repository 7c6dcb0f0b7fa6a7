// Rows of deployments, of what is done to them and of what belongs to them become the domain's records here, once, and are trusted from
// then on. The row shapes are those of the Prisma client; hand-written queries name their columns the same way.

import {
  cancelledBy,
  type Deployment,
  type DeploymentHandover,
  type DeploymentShare,
  type DeploymentSnapshot,
  type DeploymentStep,
  type GuestAccess,
  type HandoverDetail,
  type OpenOperationRecord,
  type OperationHead,
  type OperationRecord,
  type WorkInHand,
} from '@portal/domain';
import {
  failureCodeSchema,
  operationSchema,
  operationStateSchema,
  rests,
  scheduledPowers,
  scheduleSchema,
  shareLevelSchema,
  snapshotStatusSchema,
  stepNameSchema,
  stepStatusSchema,
} from '@portal/types';
import { z } from 'zod';
import { count, jsonObject, reasonColumns, reasonFrom } from './columns.ts';

export const deploymentColumns = z.object({
  id: z.string(),
  version: count,
  name: z.string(),
  kind: z.enum(['person', 'canary']),
  rest: z.enum(rests),
  leaseEnded: z.boolean(),
  operation: operationSchema.nullable(),
  ownerId: z.string(),
  teamId: z.string().nullable(),
  clusterId: z.string(),
  templateId: z.string(),
  templateVersion: count,
  vcpus: count,
  memoryMiB: count,
  diskGiB: count,
  purpose: z.string().nullable(),
  ticket: z.string().nullable(),
  customer: z.string().nullable(),
  notes: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: z.date(),
  updatedAt: z.date(),
  queuedAt: z.date(),
  placedAt: z.date().nullable(),
  readyAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
  deleteAt: z.date().nullable(),
  reviewAt: z.date().nullable(),
  leaseNoticeAt: z.date(),
  extensions: count,
  postponements: count,
  deleteProtection: z.boolean(),
  schedule: scheduleSchema.nullable(),
  nextPower: z.enum(scheduledPowers).nullable(),
  nextPowerAt: z.date().nullable(),
  restoreUntil: z.date().nullable(),
  node: z.string().nullable(),
  vmid: count.nullable(),
  storage: z.string().nullable(),
  addresses: z.array(z.string()),
  addressesAreFallback: z.boolean(),
  failureCode: failureCodeSchema.nullable(),
  statusCode: reasonColumns.code,
  statusParams: reasonColumns.params,
});

export const withStatusReason = <Row extends Pick<z.output<typeof deploymentColumns>, 'statusCode' | 'statusParams'>>({
  statusCode,
  statusParams,
  ...row
}: Row) => ({ ...row, statusReason: reasonFrom(statusCode, statusParams) });

export const deploymentRow = deploymentColumns.transform((row): Deployment => withStatusReason(row));

const stepColumns = z.object({
  id: z.string(),
  deploymentId: z.string(),
  operation: operationSchema,
  name: stepNameSchema,
  status: stepStatusSchema,
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  isTakenUp: z.boolean(),
  upid: z.string().nullable(),
  reasonCode: reasonColumns.code,
  reasonParams: reasonColumns.params,
  waitingSince: z.date().nullable(),
  log: z.array(z.string()),
});

const stepFrom = ({ reasonCode, reasonParams, ...row }: z.output<typeof stepColumns>): DeploymentStep => ({
  ...row,
  reason: reasonFrom(reasonCode, reasonParams),
});

export const stepRow = stepColumns.transform(stepFrom);

/** As JSON has it. */
const stepInJson = stepColumns
  .extend({
    startedAt: z.coerce.date(),
    endedAt: z.null(),
    waitingSince: z.coerce.date().nullable(),
  })
  .transform(stepFrom);

export const workInHandRow = deploymentColumns
  .extend({
    operation: operationSchema,
    asked: z.object({ vcpus: z.int(), memoryMiB: z.int(), diskGiB: z.int() }).partial(),
    errorCode: reasonColumns.code,
    errorParams: reasonColumns.params,
    step: stepInJson.nullable(),
  })
  .transform(
    ({ errorCode, errorParams, step, asked, ...row }): WorkInHand => ({
      deployment: withStatusReason(row),
      operation: row.operation,
      asked,
      cancelledBy: cancelledBy({ error: reasonFrom(errorCode, errorParams) }),
      step,
    }),
  );

const operationColumns = z.object({
  id: z.string(),
  deploymentId: z.string(),
  kind: operationSchema,
  state: operationStateSchema,
  requestedAt: z.date(),
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  failureCode: failureCodeSchema.nullable(),
  input: jsonObject,
  waitCode: reasonColumns.code,
  waitParams: reasonColumns.params,
  errorCode: reasonColumns.code,
  errorParams: reasonColumns.params,
  retryOf: z.string().nullable(),
});

const withReasons = <Row extends z.output<typeof operationColumns>>({
  waitCode,
  waitParams,
  errorCode,
  errorParams,
  ...row
}: Row) => ({ ...row, waitsFor: reasonFrom(waitCode, waitParams), error: reasonFrom(errorCode, errorParams) });

export const operationHeadRow = operationColumns.transform((row): OperationHead => withReasons(row));

export const operationRow = operationColumns
  .extend({ requester: z.object({ id: z.string(), name: z.string() }).nullable(), steps: z.array(stepRow) })
  .transform(({ requester: requestedBy, ...row }): OperationRecord => ({ ...withReasons(row), requestedBy }));

/** Of the open one, beside its deployment. */
export const openOperationColumns = z.object({
  operationId: z.string().nullable(),
  operation: operationSchema.nullable(),
  operationState: operationStateSchema.nullable(),
  operationRequestedAt: z.date().nullable(),
  operationStartedAt: z.date().nullable(),
  operationWaitCode: reasonColumns.code,
  operationWaitParams: reasonColumns.params,
});

export const openOperationFrom = (row: z.output<typeof openOperationColumns>): OpenOperationRecord | null => {
  const { operationId: id, operation: kind, operationState: state, operationRequestedAt: requestedAt } = row;
  if (id === null || kind === null || state === null || requestedAt === null) return null;
  const waitsFor = reasonFrom(row.operationWaitCode, row.operationWaitParams);
  return { id, kind, state, requestedAt, startedAt: row.operationStartedAt, waitsFor };
};

export const snapshotRow = z.object({
  id: z.string(),
  deploymentId: z.string(),
  name: z.string(),
  label: z.string().nullable(),
  status: snapshotStatusSchema,
  createdAt: z.date(),
  vcpus: z.int().nullable(),
  memoryMiB: z.int().nullable(),
  diskGiB: z.int().nullable(),
}) satisfies z.ZodType<DeploymentSnapshot>;

export const shareRow = z.object({
  id: z.string(),
  deploymentId: z.string(),
  userId: z.string().nullable(),
  teamId: z.string().nullable(),
  level: shareLevelSchema,
  createdAt: z.date(),
}) satisfies z.ZodType<DeploymentShare>;

export const handoverRow = z.object({
  id: z.string(),
  deploymentId: z.string(),
  userId: z.string(),
  offeredBy: z.string(),
  offeredAt: z.date(),
  endsAt: z.date(),
}) satisfies z.ZodType<DeploymentHandover>;

const personColumns = z.object({ id: z.string(), name: z.string(), email: z.string() });

/** As JSON has it, with the people around it. */
export const handoverDetailRow = z
  .object({
    handover: handoverRow.extend({ offeredAt: z.coerce.date(), endsAt: z.coerce.date() }),
    handoverTo: personColumns,
    handoverBy: personColumns,
  })
  .transform(({ handover: row, handoverTo: to, handoverBy: offeredBy }): HandoverDetail => ({ row, to, offeredBy }));

export const guestAccessRow = z.object({
  deploymentId: z.string(),
  sshKeys: z.array(z.string()),
  sealedPassword: z.string().nullable(),
  nextSealedPassword: z.string().nullable(),
}) satisfies z.ZodType<GuestAccess>;
