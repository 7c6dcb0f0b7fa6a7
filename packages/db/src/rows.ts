// Rows become the domain's records here, once, and are trusted from then on. The row shapes are those of the Prisma
// client; hand-written queries name their columns the same way.
import type {
  Cluster,
  Deployment,
  DeploymentStep,
  FailureCode,
  IdempotencyRecord,
  TemplateVersion,
} from '@portal/domain';
import {
  accessMethodSchema,
  deploymentStatusSchema,
  operationSchema,
  roleSchema,
  stepNameSchema,
  stepStatusSchema,
  templateCategorySchema,
} from '@portal/types';
import { z } from 'zod';

const failureCodes = {
  clone_failed: 'clone_failed',
  configure_failed: 'configure_failed',
  start_failed: 'start_failed',
  operation_failed: 'operation_failed',
  delete_failed: 'delete_failed',
  vm_missing: 'vm_missing',
  stamp_mismatch: 'stamp_mismatch',
  no_vmid_left: 'no_vmid_left',
  step_deadline: 'step_deadline',
} as const satisfies { readonly [Code in FailureCode]: Code };

const count = z.int();

export const deploymentRow = z.object({
  id: z.string(),
  version: count,
  name: z.string(),
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
  expiresAt: z.date(),
  deleteAt: z.date(),
  node: z.string().nullable(),
  vmid: count.nullable(),
  storage: z.string().nullable(),
  addresses: z.array(z.string()),
  failureCode: z.enum(failureCodes).nullable(),
  statusMessage: z.string().nullable(),
}) satisfies z.ZodType<Deployment>;

export const stepRow = z.object({
  id: z.string(),
  deploymentId: z.string(),
  operation: operationSchema,
  name: stepNameSchema,
  status: stepStatusSchema,
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  upid: z.string().nullable(),
  message: z.string().nullable(),
  log: z.array(z.string()),
  attempts: count,
}) satisfies z.ZodType<DeploymentStep>;

export const clusterRow = z.object({
  id: z.string(),
  name: z.string(),
  simulated: z.boolean(),
  vmidMin: count,
  vmidMax: count,
  pool: z.string(),
  storage: z.string(),
  clonesPerStorage: count,
  clonesPerNode: count,
}) satisfies z.ZodType<Cluster>;

export const idempotencyRow = z.object({
  userId: z.string(),
  key: z.string(),
  requestHash: z.string(),
  deploymentId: z.string(),
  createdAt: z.date(),
}) satisfies z.ZodType<IdempotencyRecord>;

export const personRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
});

/** The table keeps each bound in a column of its own, so that the database can hold them in order. */
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
  })
  .transform((row): TemplateVersion => {
    const { template, vcpusMin, vcpusDefault, vcpusMax, memoryMibMin, memoryMibDefault, memoryMibMax, ...others } = row;
    const { diskGibMin, diskGibDefault, diskGibMax, ...plain } = others;
    return {
      ...plain,
      slug: template.slug,
      vcpus: { min: vcpusMin, default: vcpusDefault, max: vcpusMax },
      memoryMiB: { min: memoryMibMin, default: memoryMibDefault, max: memoryMibMax },
      diskGiB: { min: diskGibMin, default: diskGibDefault, max: diskGibMax },
    };
  });

/** The same, the other way. */
export const templateVersionColumns = (version: TemplateVersion) => {
  const { slug: _slug, vcpus, memoryMiB, diskGiB, included, accessMethods, ...plain } = version;
  return {
    ...plain,
    included: [...included],
    accessMethods: [...accessMethods],
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
