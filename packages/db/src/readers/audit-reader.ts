// The audit trail, newest first by id (ids carry the time). What a person may see are rows about deployments of theirs
// or their team's, and their own acts; each of these ways of seeing is a branch that an index serves in order. What they
// were refused on a deployment that they may not see is left out: it would tell them that there is one.
import type { AuditReader, Person, Visibility } from '@portal/domain';
import {
  type AuditOutcome,
  type AuditPage,
  actorKindSchema,
  auditOutcomeSchema,
  auditSources,
  type ListAudit,
} from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { integrityOf } from '../audit-seals/seal-rows.ts';
import { isUuid } from '../uuid.ts';
import { decodeIdCursor, pageById } from './cursors.ts';
import { SqlParameters } from './sql.ts';

type Filter = ListAudit & { readonly limit: number };

const auditRow = z.object({
  id: z.string(),
  at: z.date(),
  actorKind: actorKindSchema,
  actorId: z.string(),
  actorName: z.string(),
  onBehalfOf: z.string().nullable(),
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

const columns = `a.id, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", a.actor_name AS "actorName",
  a.on_behalf_of AS "onBehalfOf", a.action, a.subject_type AS "subjectType", a.subject_id AS "subjectId",
  a.subject_name AS "subjectName", a.outcome, a.request_id AS "requestId", a.address, a.detail,
  a.actor_role AS "actorRole", a.source, a.user_agent AS "userAgent", a.operation_id AS "operationId"`;

const refused: AuditOutcome = 'refused';

const scopesOf = (person: Person, visibility: Visibility, parameters: SqlParameters): readonly string[] => {
  if (visibility.kind === 'all') return ['true'];
  const user = parameters.add(person.userId);
  const ofTheirs = [
    `a.subject_owner_id = ${user}::uuid`,
    ...(visibility.kind === 'team' ? [`a.subject_team_id = ${parameters.add(visibility.teamId)}::uuid`] : []),
  ];
  const mayBeTold = `(a.outcome <> '${refused}' OR a.subject_owner_id IS NULL OR ${ofTheirs.join(' OR ')})`;
  return [
    `a.actor_id = ${user}::text AND ${mayBeTold}`,
    `a.on_behalf_of = ${user}::uuid AND ${mayBeTold}`,
    ...ofTheirs,
  ];
};

/** Two rows of one moment may have ids a little apart from their times: the id only narrows, the time decides. */
const SLACK_MS = 1_000;

const firstIdAt = (milliseconds: number): string => {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
};

/** Bound as moments: a client may write a time (the year 0, hundreds of decimals) that PostgreSQL does not read. */
const timeConditions = ({ from, to }: Filter, parameters: SqlParameters): readonly string[] => {
  const conditions: string[] = [];
  if (from !== undefined) {
    conditions.push(`a.id >= ${parameters.add(firstIdAt(Date.parse(from) - SLACK_MS))}::uuid`);
    conditions.push(`a.at >= ${parameters.add(new Date(from))}::timestamptz`);
  }
  if (to !== undefined) {
    conditions.push(`a.id < ${parameters.add(firstIdAt(Date.parse(to) + SLACK_MS))}::uuid`);
    conditions.push(`a.at <= ${parameters.add(new Date(to))}::timestamptz`);
  }
  return conditions;
};

/** A prefix ends in a dot; the character after the dot in ASCII is the end of its range. */
const actionCondition = (action: string, parameters: SqlParameters): string => {
  const value = parameters.add(action);
  if (!action.endsWith('.')) return `a.action COLLATE "C" = ${value}`;
  return `a.action COLLATE "C" >= ${value} AND a.action COLLATE "C" < ${parameters.add(`${action.slice(0, -1)}/`)}`;
};

/** An id, a name as it was then, or the e-mail address of someone whose own acts and tokens' acts are meant. */
const actorCondition = (actor: string, parameters: SqlParameters): string => {
  const value = parameters.add(actor);
  const person = isUuid(actor) ? `${value}::uuid` : `(SELECT id FROM users WHERE email = lower(${value}::text))`;
  return `(a.actor_id = ${value}::text OR a.actor_name = ${value}::text OR a.actor_id = ${person}::text
    OR a.on_behalf_of = ${person})`;
};

const conditionsOf = (filter: Filter, parameters: SqlParameters): readonly string[] => {
  const { actor, action, subjectType, subjectId, outcome, requestId, operationId, cursor } = filter;
  return [
    ...(actor === undefined ? [] : [actorCondition(actor, parameters)]),
    ...(action === undefined ? [] : [actionCondition(action, parameters)]),
    ...(subjectType === undefined ? [] : [`a.subject_type = ${parameters.add(subjectType)}`]),
    ...(subjectId === undefined ? [] : [`a.subject_id = ${parameters.add(subjectId)}`]),
    ...(outcome === undefined ? [] : [`a.outcome = ${parameters.add(outcome)}`]),
    ...(requestId === undefined ? [] : [`a.request_id = ${parameters.add(requestId)}`]),
    ...(operationId === undefined ? [] : [`a.operation_id = ${parameters.add(operationId)}::uuid`]),
    ...timeConditions(filter, parameters),
    ...(cursor === undefined ? [] : [`a.id < ${parameters.add(decodeIdCursor(cursor))}::uuid`]),
  ];
};

const statementOf = (filter: Filter, person: Person, visibility: Visibility) => {
  const parameters = new SqlParameters();
  const common = conditionsOf(filter, parameters);
  const limit = parameters.add(filter.limit + 1);
  const branches = scopesOf(person, visibility, parameters).map(
    (scope) => `(SELECT a.id FROM audit_logs AS a WHERE ${[scope, ...common].join(' AND ')}
      ORDER BY a.id DESC LIMIT ${limit})`,
  );
  const text = `SELECT ${columns} FROM (${branches.join(' UNION ')}) AS found JOIN audit_logs AS a ON a.id = found.id
    ORDER BY a.id DESC LIMIT ${limit}`;
  return { text, values: parameters.values };
};

const entryOf = (row: z.infer<typeof auditRow>): AuditPage['items'][number] => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName, onBehalfOf: row.onBehalfOf, role: row.actorRole },
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

export const createAuditReader = (pool: pg.Pool): AuditReader => ({
  integrity: () => integrityOf(pool),
  list: async (filter, person, visibility) => {
    const { actor, action, subjectType, subjectId, requestId, operationId } = filter;
    const texts = [actor, action, subjectType, subjectId, requestId];
    if (texts.some((text) => text?.includes('\0') === true) || (operationId !== undefined && !isUuid(operationId))) {
      return { items: [], nextCursor: null };
    }
    const { rows } = await pool.query<Record<string, unknown>>(statementOf(filter, person, visibility));
    return pageById(
      rows.map((row) => entryOf(auditRow.parse(row))),
      filter.limit,
    );
  },
});
