// Rows become the domain's records here, once, and are trusted from then on. The row shapes are those of the Prisma
// client; hand-written queries name their columns the same way.
import {
  answeredSubjects,
  type CanaryRun,
  type Cluster,
  type Deployment,
  type DeploymentSnapshot,
  type DeploymentStep,
  type GuestAccess,
  type IdempotencyRecord,
  type OpenOperationRecord,
  type OperationHead,
  type OperationRecord,
  type TemplateStatus,
  type TemplateVersion,
} from '@portal/domain';
import {
  accessMethodSchema,
  anyProblemParamsSchema,
  canaryOutcomeSchema,
  canaryTriggerSchema,
  cloudInitNetworkSchema,
  deploymentStatusSchema,
  failureCodeSchema,
  firstBootSchema,
  type OfferState,
  offerStateSchema,
  operationSchema,
  operationStateSchema,
  problemCodeSchema,
  problemSubjectSchema,
  type Reason,
  reasonSchema,
  roleSchema,
  snapshotStatusSchema,
  stepNameSchema,
  stepStatusSchema,
  templateCategorySchema,
  templateStateSchema,
  verdictSchema,
} from '@portal/types';
import { z } from 'zod';

const count = z.int();

const reasonColumns = { code: z.string().nullable(), params: z.unknown() } as const;

/** What another release wrote, and this one does not know, reads as not recorded. */
const reasonFrom = (code: string | null, params: unknown): Reason | null => {
  if (code === null) return null;
  const { success, data } = reasonSchema.safeParse({ code, params });
  return success ? data : { code: 'not_recorded', params: {} };
};

export const deploymentColumns = z.object({
  id: z.string(),
  version: count,
  name: z.string(),
  kind: z.enum(['person', 'canary']),
  status: deploymentStatusSchema,
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
  createdAt: z.date(),
  updatedAt: z.date(),
  queuedAt: z.date(),
  placedAt: z.date().nullable(),
  readyAt: z.date().nullable(),
  expiresAt: z.date(),
  deleteAt: z.date(),
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

export const stepRow = z
  .object({
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
  })
  .transform(
    ({ reasonCode, reasonParams, ...row }): DeploymentStep => ({
      ...row,
      reason: reasonFrom(reasonCode, reasonParams),
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
  operationKind: operationSchema.nullable(),
  operationState: operationStateSchema.nullable(),
  operationRequestedAt: z.date().nullable(),
  operationStartedAt: z.date().nullable(),
  operationWaitCode: reasonColumns.code,
  operationWaitParams: reasonColumns.params,
});

export const openOperationFrom = (row: z.output<typeof openOperationColumns>): OpenOperationRecord | null => {
  const { operationId: id, operationKind: kind, operationState: state, operationRequestedAt: requestedAt } = row;
  if (id === null || kind === null || state === null || requestedAt === null) return null;
  const waitsFor = reasonFrom(row.operationWaitCode, row.operationWaitParams);
  return { id, kind, state, requestedAt, startedAt: row.operationStartedAt, waitsFor };
};

const admissionRule = z.enum(['wait', 'refuse']);

export const clusterRow = z.object({
  id: z.string(),
  name: z.string(),
  simulated: z.boolean(),
  vmidMin: count,
  vmidMax: count,
  pool: z.string(),
  storages: z.array(z.string()),
  clonesPerStorage: count,
  clonesPerNode: count,
  excludedNodes: z.array(z.string()),
  memoryHeadroomPercent: count,
  vcpusPerCore: count,
  whenUnreachable: admissionRule,
  whenFull: admissionRule,
  snapshotsPerVm: count,
}) satisfies z.ZodType<Cluster>;

export const snapshotRow = z.object({
  id: z.string(),
  deploymentId: z.string(),
  name: z.string(),
  label: z.string().nullable(),
  status: snapshotStatusSchema,
  createdAt: z.date(),
}) satisfies z.ZodType<DeploymentSnapshot>;

export const guestAccessRow = z.object({
  deploymentId: z.string(),
  sshKeys: z.array(z.string()),
  sealedPassword: z.string().nullable(),
}) satisfies z.ZodType<GuestAccess>;

export const canaryRunRow = z
  .object({
    id: z.string(),
    templateId: z.string(),
    templateVersion: count,
    trigger: canaryTriggerSchema,
    deploymentId: z.string().nullable(),
    outcome: canaryOutcomeSchema,
    reasonCode: reasonColumns.code,
    reasonParams: reasonColumns.params,
    seconds: count.nullable(),
    startedAt: z.date(),
    endedAt: z.date().nullable(),
  })
  .transform(
    ({ reasonCode: code, reasonParams: params, ...row }): CanaryRun => ({
      ...row,
      reason:
        code === null
          ? null
          : verdictSchema.catch({ code: 'verdict_not_recorded', params: {} }).parse({ code, params }),
    }),
  );

const stateReason = offerStateSchema.nullable().catch(null);

export const stateReasonFrom = (code: string | null, params: unknown): OfferState | null =>
  code === null ? null : stateReason.parse({ code, params });

export const templateStatusRow = z
  .object({
    id: z.string(),
    state: templateStateSchema,
    stateCode: reasonColumns.code,
    stateParams: reasonColumns.params,
    stateSetBy: z.enum(['admin', 'canary', 'check']),
    stateChangedAt: z.date(),
  })
  .transform((row): TemplateStatus => {
    const { id: templateId, state, stateSetBy: setBy, stateChangedAt: changedAt } = row;
    return { templateId, state, reason: stateReasonFrom(row.stateCode, row.stateParams), setBy, changedAt };
  });

export const problemColumns = z.object({
  id: z.string(),
  code: problemCodeSchema,
  subject: problemSubjectSchema,
  params: anyProblemParamsSchema,
});

export const idempotencyRow = z
  .object({
    requestHash: z.string(),
    subjectType: z.enum(answeredSubjects),
    subjectId: z.string(),
    status: count,
    code: z.literal('already_shown').nullable(),
    createdAt: z.date(),
  })
  .transform(({ subjectType: type, subjectId: id, ...row }): IdempotencyRecord => ({ ...row, subject: { type, id } }));

export const personRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
});

/** The table keeps each bound in a column of its own, so that the database can hold them in order. */
const linesOf = (text: string | null): readonly string[] | null =>
  text === null ? null : text.split('\n').filter((line) => line !== '');

export const templateVersionRow = z
  .object({
    template: z.object({ slug: z.string() }),
    templateId: z.string(),
    version: count,
    clusterId: z.string(),
    sourceVmid: count,
    disk: z.string(),
    cloneMode: z.enum(['linked', 'full']),
    name: z.string(),
    category: templateCategorySchema,
    summary: z.string(),
    description: z.string(),
    operatingSystem: z.string(),
    included: z.array(z.string()),
    vcpusMin: count,
    vcpusDefault: count,
    vcpusMax: count,
    memoryMibMin: count,
    memoryMibDefault: count,
    memoryMibMax: count,
    diskGibMin: count,
    diskGibDefault: count,
    diskGibMax: count,
    leaseMinHours: count,
    leaseDefaultHours: count,
    leaseMaxHours: count,
    graceHours: count,
    accessMethods: z.array(accessMethodSchema),
    loginUser: z.string().nullable(),
    cloudInit: z.boolean(),
    guestAgent: z.boolean(),
    firstBoot: firstBootSchema,
    network: cloudInitNetworkSchema,
    registeredChecks: z.string().nullable(),
  })
  .transform((row): TemplateVersion => {
    const { template, vcpusMin, vcpusDefault, vcpusMax, memoryMibMin, memoryMibDefault, memoryMibMax, ...others } = row;
    const { diskGibMin, diskGibDefault, diskGibMax, ...plain } = others;
    return {
      ...plain,
      slug: template.slug,
      registeredChecks: linesOf(plain.registeredChecks),
      vcpus: { min: vcpusMin, default: vcpusDefault, max: vcpusMax },
      memoryMiB: { min: memoryMibMin, default: memoryMibDefault, max: memoryMibMax },
      diskGiB: { min: diskGibMin, default: diskGibDefault, max: diskGibMax },
    };
  });

/** The same, the other way. */
export const templateVersionColumns = (version: TemplateVersion) => {
  const { slug: _slug, vcpus, memoryMiB, diskGiB, included, accessMethods, registeredChecks, ...plain } = version;
  return {
    ...plain,
    included: [...included],
    accessMethods: [...accessMethods],
    registeredChecks: registeredChecks?.join('\n') ?? null,
    vcpusMin: vcpus.min,
    vcpusDefault: vcpus.default,
    vcpusMax: vcpus.max,
    memoryMibMin: memoryMiB.min,
    memoryMibDefault: memoryMiB.default,
    memoryMibMax: memoryMiB.max,
    diskGibMin: diskGiB.min,
    diskGibDefault: diskGiB.default,
    diskGibMax: diskGiB.max,
  };
};

/** What a host name follows from. */
export const guestKindRow = z.object({ category: templateCategorySchema, firstBoot: firstBootSchema });
