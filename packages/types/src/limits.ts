// How much may be held at once, and what a VM may come to: limits are rows that administrators edit, and each has somebody for whom it holds.
import { z } from 'zod';
import { type FieldCode, rule } from './codes/fields.ts';
import {
  canBeTogether,
  isContingent,
  type LimitMeasure,
  type LimitSubject,
  limitMaxima,
  limitMeasures,
  limitSources,
  limitSubjects,
} from './limit-measures.ts';
import { idParamSchema, timestampSchema, uuidSchema } from './primitives.ts';

export const limitMeasureSchema = z.enum(limitMeasures);

export const limitSourceSchema = z.enum(limitSources);

/** `over` is refused; `above` asks for no more, and holds more than it could get now. */
export const limitVerdictSchema = z.enum(['within', 'over', 'above']);

/** A template or a cluster, as it is called. */
export const limitedPlaceSchema = z.object({ id: uuidSchema, name: z.string() });

/** One limit, and what is held of it before and after a request: of a measure of each VM, what this VM comes to, and 0 of none. */
export const limitReportSchema = z.object({
  measure: limitMeasureSchema,
  source: limitSourceSchema,
  /** Which template or cluster it is of; absent where it is of people. */
  of: limitedPlaceSchema.optional(),
  limit: z.int().min(0),
  /** When it ends by itself: others hold from then on. */
  endsAt: timestampSchema.nullable(),
  used: z.int().min(0),
  /** Less than nothing where it gives some back. */
  requested: z.int(),
  after: z.int(),
  verdict: limitVerdictSchema,
});
export type LimitReport = z.infer<typeof limitReportSchema>;

export const limitReportsSchema = z.object({ items: z.array(limitReportSchema), nextCursor: z.null() });
export type LimitReports = z.infer<typeof limitReportsSchema>;

export const limitSubjectSchema = z.enum(limitSubjects);

export const limitSchema = z.object({
  id: uuidSchema,
  version: z.int().min(1),
  subject: limitSubjectSchema,
  /** Null for everyone; a built-in role has its own name as both. */
  of: z.object({ id: z.string(), name: z.string() }).nullable(),
  measure: limitMeasureSchema,
  /** Whether it is what all of them hold, and otherwise each of them. */
  together: z.boolean(),
  value: z.int().min(0),
  /** Of a person: when it ends by itself. */
  endsAt: timestampSchema.nullable(),
  updatedAt: timestampSchema,
});
export type Limit = z.infer<typeof limitSchema>;

export const limitListSchema = z.object({ items: z.array(limitSchema), nextCursor: z.null() });
export type LimitList = z.infer<typeof limitListSchema>;

export const limitIdSchema = z.strictObject({ id: idParamSchema });

const value = z.int().min(0).max(limitMaxima.memoryMiB);
const endsAt = timestampSchema.nullable();
const limitedSchema = z.strictObject({
  subject: limitSubjectSchema,
  of: idParamSchema
    .optional()
    .describe(
      'The built-in role by its name; the team, the person, the template or the cluster by its id; left out for everyone.',
    ),
  measure: limitMeasureSchema.describe(
    'What is held: `deployments` (VMs), `vcpus`, `memoryMiB`, `diskGiB`, `running` (VMs that run or will), `snapshots`. What each VM may come to: `leaseHours` from now to the end of its lease, `lifetimeHours` from its creation to that, `extensions` of its lease.',
  ),
});

interface Limited {
  readonly subject: LimitSubject;
  readonly of?: string | undefined;
  readonly together?: boolean | undefined;
  readonly measure: LimitMeasure;
  readonly value: number;
  readonly endsAt?: string | null | undefined;
}

/** Of a measure no more than its most; and each contradiction is a fault of its field. */
const asItCanBe = (limited: Limited, context: z.RefinementCtx): void => {
  const { subject, of, together = isContingent(subject), measure, value, endsAt = null } = limited;
  const fault = (field: keyof Limited, code: FieldCode) =>
    context.addIssue({ code: 'custom', path: [field], message: rule(code) });
  if (of === undefined && subject !== 'everyone') fault('of', 'field_missing');
  if (of !== undefined && subject === 'everyone') fault('of', 'limit_contradicts');
  if (isContingent(subject) && !canBeTogether(subject, measure)) fault('measure', 'limit_contradicts');
  else if (together ? !canBeTogether(subject, measure) : isContingent(subject)) fault('together', 'limit_contradicts');
  if (endsAt !== null && subject !== 'person') fault('endsAt', 'limit_contradicts');
  const maximum = limitMaxima[measure];
  if (value > maximum) {
    context.addIssue({ code: 'too_big', origin: 'int', path: ['value'], input: value, inclusive: true, maximum });
  }
};

export const createLimitSchema = limitedSchema
  .extend({
    together: z
      .boolean()
      .describe(
        'What all of a team, or everybody, may hold together. Otherwise, and unless told so, what each of them may hold. Of a template or a cluster it is always what all of its VMs hold together.',
      )
      .optional(),
    value: value.describe('The most of it. 0 lets nothing in; what is held already stays.'),
    endsAt: endsAt.describe('Of a person only: when it ends by itself. Left out or null, it does not.').optional(),
  })
  .superRefine(asItCanBe);
export type CreateLimit = z.infer<typeof createLimitSchema>;

export const changeLimitSchema = z.strictObject({
  id: idParamSchema,
  value,
  endsAt: endsAt.describe('Left out, it stays as it is; null takes the end away.').optional(),
});
export type ChangeLimit = z.infer<typeof changeLimitSchema>;

export const previewLimitSchema = limitedSchema
  .extend({ together: z.boolean().optional(), value })
  .superRefine(asItCanBe);
export type PreviewLimit = z.infer<typeof previewLimitSchema>;

/** The most that are named; `total` counts them all. */
export const mostNamedAbove = 20;

/**
 * Who holds more than a limit would allow, most first; of a measure of each VM, by the VM of theirs that comes to most. Nothing is taken from
 * them: they get no more until they hold less.
 */
export const limitPreviewSchema = z.object({
  items: z
    .array(z.object({ id: uuidSchema.nullable(), name: z.string().nullable(), used: z.int().min(0) }))
    .max(mostNamedAbove),
  total: z.int().min(0),
});
export type LimitPreview = z.infer<typeof limitPreviewSchema>;
