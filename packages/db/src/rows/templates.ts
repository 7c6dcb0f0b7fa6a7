// Rows of templates and of what is found of them, as in rows/deployments.ts.

import { type CanaryRun, guestKinds, type TemplateStatus, type TemplateVersion } from '@portal/domain';
import {
  accessMethodSchema,
  canaryOutcomeSchema,
  canaryTriggerSchema,
  cloudInitNetworkSchema,
  firstBootSchema,
  type OfferState,
  offerStateSchema,
  requirementsSchema,
  templateCategorySchema,
  templateIconSchema,
  templateSizeSchema,
  templateStateSchema,
  verdictSchema,
} from '@portal/types';
import { z } from 'zod';
import { count, reasonColumns } from './columns.ts';

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
    guestKind: z.enum(guestKinds),
    cloneMode: z.enum(['linked', 'full']),
    name: z.string(),
    category: templateCategorySchema,
    icon: templateIconSchema,
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
    sizes: z.array(templateSizeSchema),
    leaseMinHours: count,
    leaseDefaultHours: count,
    leaseMaxHours: count,
    graceHours: count.nullable(),
    noEnd: z.boolean(),
    restoreHours: count,
    requires: requirementsSchema,
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
  const {
    slug: _slug,
    vcpus,
    memoryMiB,
    diskGiB,
    sizes,
    requires,
    included,
    accessMethods,
    registeredChecks,
    ...plain
  } = version;
  return {
    ...plain,
    included: [...included],
    sizes: sizes.map((size) => ({ ...size })),
    requires: { ...requires },
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
export const hostNameRow = z.object({ category: templateCategorySchema, firstBoot: firstBootSchema });
