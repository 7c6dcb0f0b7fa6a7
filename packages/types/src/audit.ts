// The audit trail as readers see it: who did what to which thing, when, and how it ended.
import { z } from 'zod';
import { wireReasonSchema } from './codes/define.ts';
import { Download, Pieces } from './download.ts';
import {
  countSchema,
  cursorSchema,
  filterTextSchema,
  idParamSchema,
  pageLimitSchema,
  pageOf,
  timestampSchema,
  totalSchema,
} from './primitives.ts';

export const auditOutcomes = ['succeeded', 'refused', 'failed'] as const;
export const auditOutcomeSchema = z.enum(auditOutcomes);
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

export const actorKinds = ['user', 'token', 'system'] as const;
export const actorKindSchema = z.enum(actorKinds);

/** `portal`: its pages. `rest`: a token's holder. `worker`: unattended. `command`: at the installation's terminal. */
export const auditSources = ['portal', 'rest', 'worker', 'command'] as const;
const auditSourceSchema = z.enum(auditSources);
export type AuditSource = z.infer<typeof auditSourceSchema>;

export const auditEntrySchema = z.object({
  id: z.string(),
  at: timestampSchema,
  actor: z.object({
    kind: actorKindSchema,
    /** User id, token id, or the job's name. */
    id: z.string(),
    /** The person's or job's name as it was then. */
    name: z.string(),
    /** For a token: the person it acts for. */
    onBehalfOf: z.string().nullable(),
    /** What that person is called now. */
    onBehalfOfName: z.string().nullable(),
    /** At that time; null for the portal itself, and in rows from before it was kept. */
    role: z.string().nullable(),
  }),
  source: auditSourceSchema.nullable(),
  action: z.string(),
  subject: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
  outcome: auditOutcomeSchema,
  requestId: z.string().nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** The operation on a deployment that it belongs to. */
  operationId: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Whether the trail is whole, as far as the portal itself can say. */
export const auditIntegritySchema = z.object({
  /** Up to where its rows are chained and signed; null while nothing is sealed. */
  sealed: z
    .object({ rows: z.int(), at: timestampSchema, rowId: z.string(), seal: z.int(), sealedAt: timestampSchema })
    .nullable(),
  /** The last seal that was sent outside of the database. */
  checkpoint: z.object({ seal: z.int(), at: timestampSchema }).nullable(),
  /** The last time that it was recomputed, up to which row, and the first damage that was found. */
  verified: z
    .object({
      at: timestampSchema,
      rows: z.int(),
      until: timestampSchema.nullable(),
      isWhole: z.boolean(),
      damage: wireReasonSchema.extend({ message: z.string() }).nullable(),
    })
    .nullable(),
});
export type AuditIntegrity = z.infer<typeof auditIntegritySchema>;

export const listAuditSchema = z.strictObject({
  actor: filterTextSchema.min(1).max(254).describe('Actor’s id, e-mail address or name.').optional(),
  action: filterTextSchema
    .min(1)
    .max(64)
    .describe('Exact action, or a prefix ending in `.`: `deployment.`.')
    .optional(),
  subjectType: filterTextSchema.min(1).max(64).optional(),
  subjectId: idParamSchema.optional(),
  outcome: auditOutcomeSchema.optional(),
  requestId: filterTextSchema.min(1).max(200).describe('Everything of one request.').optional(),
  operationId: idParamSchema.describe('Everything of one operation.').optional(),
  ticket: filterTextSchema
    .min(1)
    .max(64)
    .describe('What names this ticket, and everything about the deployments that were made for it.')
    .optional(),
  steps: z
    .boolean()
    .describe('`false` leaves out what the worker did on its way, such as the steps of an operation.')
    .optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListAudit = z.infer<typeof listAuditSchema>;

export const auditExportFormats = ['csv', 'jsonl'] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];

/** The filters of the list: how many rows they select, and of what kinds these are. */
export const auditFacetsInputSchema = listAuditSchema.omit({ cursor: true, limit: true });
export type AuditFacetsInput = z.infer<typeof auditFacetsInputSchema>;

const facetOf = <Value extends z.ZodType>(value: Value) =>
  z.object({
    /** Of the newest rows that the other filters select, most first. */
    values: z.array(z.object({ value, count: countSchema })),
    /** There are more rows than were counted. */
    more: z.boolean(),
  });

export const auditFacetsSchema = z.object({
  total: totalSchema,
  outcomes: facetOf(auditOutcomeSchema),
  /** Beginnings of actions, as the filter takes them: `deployment.` */
  groups: facetOf(z.string()),
  /** Names as they were then. */
  actors: facetOf(z.string()),
});
export type AuditFacets = z.infer<typeof auditFacetsSchema>;

/** The filters of the list; all of what they select is exported, newest first. */
export const exportAuditSchema = listAuditSchema.omit({ cursor: true, limit: true }).extend({
  format: z
    .enum(auditExportFormats)
    .describe('`csv` for spreadsheets, `jsonl` (one JSON document a line, as the list has them) for programs.'),
});
export type ExportAudit = z.infer<typeof exportAuditSchema>;

/** What happened, as a stream tells it. Members are added within a version, and never changed. */
export const portalEventSchema = auditEntrySchema.extend({
  version: z.literal(1),
  /** Null where it happened to something else. */
  deployment: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
});
export type PortalEvent = z.infer<typeof portalEventSchema>;

export const followEventsSchema = z.strictObject({
  after: cursorSchema
    .describe('Where to go on: the `id` of the last event that was read. From now on without it.')
    .optional(),
  deployment: z.uuid().toLowerCase().describe('Only of this deployment.').optional(),
  action: listAuditSchema.shape.action,
});
export type FollowEvents = z.infer<typeof followEventsSchema>;

export const eventStreamSchema = z.instanceof(Pieces).meta({ override: { type: 'string' } });

export const downloadSchema = z.instanceof(Download).meta({ override: { type: 'string' } });

export const auditPageSchema = pageOf(auditEntrySchema);
export type AuditPage = z.infer<typeof auditPageSchema>;
