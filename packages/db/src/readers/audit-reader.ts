// The audit trail as pages show it: a page of rows, and how many there are of what.
import type { AuditReader } from '@portal/domain';
import {
  type AuditEntry,
  type AuditFacetsInput,
  actorKindSchema,
  auditOutcomeSchema,
  auditSources,
  mostCounted,
} from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { integrityOf } from '../audit-seals/seal-rows.ts';
import { type AuditSelection, auditStatement, isImpossible, type SeenBy } from './audit-selection.ts';
import { pageById } from './cursors.ts';
import type { Statement } from './sql.ts';

export const auditRow = z.object({
  id: z.string(),
  at: z.date(),
  actorKind: actorKindSchema,
  actorId: z.string(),
  actorName: z.string(),
  onBehalfOf: z.string().nullable(),
  onBehalfOfName: z.string().nullable(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  subjectName: z.string().nullable(),
  outcome: auditOutcomeSchema,
  requestId: z.string().nullable(),
  address: z.string().nullable(),
  actorRole: z.string().nullable(),
  source: z.enum(auditSources).nullable(),
  userAgent: z.string().nullable(),
  operationId: z.string().nullable(),
  detail: z.record(z.string(), z.json()),
});

export const auditColumns = `a.id, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", a.actor_name AS "actorName",
  a.on_behalf_of AS "onBehalfOf", (SELECT u.name FROM users AS u WHERE u.id = a.on_behalf_of) AS "onBehalfOfName", a.action, a.subject_type AS "subjectType", a.subject_id AS "subjectId",
  COALESCE(a.subject_name, a.detail ->> 'name') AS "subjectName", a.outcome, a.request_id AS "requestId", a.address, a.detail,
  a.actor_role AS "actorRole", a.source, a.user_agent AS "userAgent", a.operation_id AS "operationId"`;

export const entryOf = (row: z.infer<typeof auditRow>): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: {
    ...{ kind: row.actorKind, id: row.actorId, name: row.actorName, role: row.actorRole },
    ...{ onBehalfOf: row.onBehalfOf, onBehalfOfName: row.onBehalfOfName },
  },
  source: row.source,
  action: row.action,
  subject: { type: row.subjectType, id: row.subjectId, name: row.subjectName },
  outcome: row.outcome,
  requestId: row.requestId,
  address: row.address,
  userAgent: row.userAgent,
  operationId: row.operationId,
  detail: row.detail,
});

/** One row a value, most first. */
const countsBy = ({ text, values }: Statement): Statement => ({
  text: `SELECT s.value, count(*)::int AS count FROM (${text}) AS s GROUP BY s.value ORDER BY count DESC, s.value`,
  values,
});

const countedRow = z.object({ value: z.string(), count: z.int() });
type Counted = z.infer<typeof countedRow>;

const totalOf = (counts: readonly Counted[]): number => counts.reduce((total, { count }) => total + count, 0);

/** One was looked at beyond what is told: it says that there are more. */
const told = (counts: readonly Counted[]) => ({
  values: counts.map(({ value, count }) => ({ value, count: Math.min(count, mostCounted) })),
  more: totalOf(counts) > mostCounted,
});

const nothingCounted = { values: [], more: false };
const outcomeCounts = z.array(z.object({ value: auditOutcomeSchema, count: z.int() }));

/** The value that stands for its whole facet's group: `deployment.` of `deployment.created`. */
const groupOfAction = `split_part(a.action, '.', 1) || '.'`;

const actorsTold = 8;

export const createAuditReader = (pool: pg.Pool): AuditReader => {
  const countBy = async (value: string, filter: AuditFacetsInput, seen: SeenBy): Promise<readonly Counted[]> => {
    const selection = { ...filter, limit: mostCounted + 1 };
    const { rows } = await pool.query<Record<string, unknown>>(
      countsBy(auditStatement(`${value} AS value`, selection, seen)),
    );
    return rows.map((row) => countedRow.parse(row));
  };
  const entriesOf = async (selection: AuditSelection, seen: SeenBy): Promise<AuditEntry[]> => {
    const { rows } = await pool.query<Record<string, unknown>>(auditStatement(auditColumns, selection, seen));
    return rows.map((row) => entryOf(auditRow.parse(row)));
  };
  return {
    integrity: () => integrityOf(pool),

    async list(filter, person, visibility) {
      if (isImpossible(filter)) return { items: [], nextCursor: null };
      const selection = { ...filter, limit: filter.limit + 1 };
      return pageById(await entriesOf(selection, { person, visibility }), filter.limit);
    },

    async byId(id, person, visibility) {
      const [entry = null] = await entriesOf({ id, limit: 1 }, { person, visibility });
      return entry;
    },

    async facets(filter, person, visibility) {
      if (isImpossible(filter)) {
        return {
          total: { count: 0, more: false },
          outcomes: nothingCounted,
          groups: nothingCounted,
          actors: nothingCounted,
        };
      }
      const seen = { person, visibility };
      const { outcome: _outcome, ...anyOutcome } = filter;
      const { action: _action, ...anyAction } = filter;
      const { actor: _actor, ...anybody } = filter;
      const [all, outcomes, groups, actors] = await Promise.all([
        countBy(`''`, filter, seen),
        countBy('a.outcome', anyOutcome, seen),
        countBy(groupOfAction, anyAction, seen),
        countBy('a.actor_name', anybody, seen),
      ]);
      const count = totalOf(all);
      return {
        total: { count: Math.min(count, mostCounted), more: count > mostCounted },
        outcomes: { ...told(outcomes), values: outcomeCounts.parse(told(outcomes).values) },
        groups: told(groups),
        actors: { ...told(actors), values: told(actors).values.slice(0, actorsTold) },
      };
    },
  };
};
