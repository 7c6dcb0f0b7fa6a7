// Which rows of the audit trail a filter selects of what a person may see, newest first by id (ids carry the time). What a person may
// see are rows about deployments that they could see then and may see now, so that a former owner keeps none, and their own acts. What
// they were refused on a deployment that they could not see is left out: it would tell them that there is one.
//
// A page must come as quickly from ten million rows as from ten thousand. So whatever would be an `OR` is a branch of its own, which
// one index serves in the order of the ids, and the newest of all branches are the page.
import { type Person, type SubjectType, stepActions, type Visibility } from '@portal/domain';
import type { AuditFacetsInput, AuditOutcome, ListAudit } from '@portal/types';
import { isUuid } from '../uuid.ts';
import { decodeIdCursor } from './cursors.ts';
import { visibleDeployments } from './deployment-list.ts';
import { SqlParameters, type Statement } from './sql.ts';

export type AuditSelection = ListAudit & { readonly limit: number; readonly id?: string };

export interface SeenBy {
  readonly person: Person;
  readonly visibility: Visibility;
}

const refused: AuditOutcome = 'refused';
const deployments: SubjectType = 'deployment';

const scopesOf = (person: Person, visibility: Visibility, parameters: SqlParameters): readonly string[] => {
  if (visibility.kind === 'all') return ['true'];
  const user = parameters.add(person.userId);
  const ofTheirs = [
    `a.subject_owner_id = ${user}::uuid`,
    ...(visibility.kind === 'team' ? [`a.subject_team_id = ${parameters.add(visibility.teamId)}::uuid`] : []),
    ...(visibility.shared === undefined
      ? []
      : [`(a.subject_type = '${deployments}' AND a.subject_id = ANY (${parameters.add(visibility.shared)}::text[]))`]),
  ];
  const seenNow = `(a.subject_type <> '${deployments}' OR EXISTS (SELECT FROM deployments AS d
    WHERE d.id = a.subject_id::uuid AND (${visibleDeployments(visibility, parameters).join(' OR ')})))`;
  const mayBeTold = `(a.outcome <> '${refused}' OR a.subject_owner_id IS NULL OR ${ofTheirs.join(' OR ')})`;
  return [
    `a.actor_id = ${user}::text AND ${mayBeTold}`,
    `a.on_behalf_of = ${user}::uuid AND ${mayBeTold}`,
    ...ofTheirs.map((theirs) => `${theirs} AND ${seenNow}`),
  ];
};

/** Two rows of one moment may have ids a little apart from their times: the id only narrows, the time decides. */
const SLACK_MS = 1_000;

const firstIdAt = (milliseconds: number): string => {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
};

/** Bound as moments: a client may write a time (the year 0, hundreds of decimals) that PostgreSQL does not read. */
const timeConditions = ({ from, to }: AuditSelection, parameters: SqlParameters): readonly string[] => {
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
const rangeOf = (prefix: string, parameters: SqlParameters) => ({
  first: parameters.add(prefix),
  end: parameters.add(`${prefix.slice(0, -1)}/`),
});

const actionCondition = (action: string, parameters: SqlParameters): string => {
  if (!action.endsWith('.')) return `a.action COLLATE "C" = ${parameters.add(action)}`;
  const { first, end } = rangeOf(action, parameters);
  return `a.action COLLATE "C" >= ${first} AND a.action COLLATE "C" < ${end}`;
};

/** An id, a name as it was then, or the e-mail address of someone whose own acts and tokens' acts are meant. */
const actorBranches = ({ actor }: AuditSelection, parameters: SqlParameters): readonly string[] => {
  if (actor === undefined) return ['true'];
  const value = parameters.add(actor);
  const byId = [`a.actor_id = ${value}::text`, `a.actor_name = ${value}::text`];
  if (isUuid(actor)) return [...byId, `a.on_behalf_of = ${value}::uuid`];
  const person = `(SELECT id FROM users WHERE email = lower(${value}::text))`;
  return [...byId, `a.actor_id = ${person}::text`, `a.on_behalf_of = ${person}`];
};

/** What names the ticket itself, and everything about the deployments that were made for it. */
const ticketBranches = ({ ticket }: AuditSelection, parameters: SqlParameters): readonly string[] => {
  if (ticket === undefined) return ['true'];
  const value = parameters.add(ticket);
  return [
    `a.detail ->> 'ticket' = ${value}::text`,
    `a.subject_id = ANY (ARRAY(SELECT id::text FROM deployments WHERE ticket = ${value}::text))`,
  ];
};

const withoutSteps = (column: string, parameters: SqlParameters): string =>
  `${column} <> ALL (${parameters.add(stepActions)}::text[])`;

/** But the action. */
const conditionsOf = (selection: AuditSelection, parameters: SqlParameters): readonly string[] => {
  const { id, subjectType, subjectId, outcome, requestId, operationId, steps, cursor } = selection;
  return [
    ...(id === undefined ? [] : [`a.id = ${parameters.add(id)}::uuid`]),
    ...(subjectType === undefined ? [] : [`a.subject_type = ${parameters.add(subjectType)}`]),
    ...(subjectId === undefined ? [] : [`a.subject_id = ${parameters.add(subjectId)}`]),
    ...(outcome === undefined ? [] : [`a.outcome = ${parameters.add(outcome)}`]),
    ...(requestId === undefined ? [] : [`a.request_id = ${parameters.add(requestId)}`]),
    ...(operationId === undefined ? [] : [`a.operation_id = ${parameters.add(operationId)}::uuid`]),
    ...(steps === false ? [withoutSteps('a.action', parameters)] : []),
    ...timeConditions(selection, parameters),
    ...(cursor === undefined ? [] : [`a.id < ${parameters.add(decodeIdCursor(cursor))}::uuid`]),
  ];
};

/** Nothing but the beginning of the action narrows it: then the newest of each action of that beginning are looked at. */
const isPrefixAlone = ({
  action,
  actor,
  subjectType,
  subjectId,
  outcome,
  requestId,
  operationId,
  ticket,
}: AuditSelection) =>
  action?.endsWith('.') === true &&
  [actor, subjectType, subjectId, outcome, requestId, operationId, ticket].every((other) => other === undefined);

/** The actions of a beginning that there are, one look into the index for each. */
const kindsOf = (prefix: string, parameters: SqlParameters): string => {
  const { first, end } = rangeOf(prefix, parameters);
  const next = (condition: string): string =>
    `(SELECT k.action FROM audit_logs AS k WHERE ${condition} AND k.action COLLATE "C" < ${end}
      ORDER BY k.action COLLATE "C" LIMIT 1)`;
  return `WITH RECURSIVE kinds (action) AS (
    SELECT ${next(`k.action COLLATE "C" >= ${first}`)}
    UNION ALL SELECT ${next('k.action COLLATE "C" > kinds.action')} FROM kinds WHERE kinds.action IS NOT NULL)`;
};

/** Selects nothing, since no row holds such a value. */
export const isImpossible = (selection: AuditFacetsInput): boolean => {
  const { actor, action, subjectType, subjectId, requestId, operationId, ticket } = selection;
  const texts = [actor, action, subjectType, subjectId, requestId, ticket];
  return texts.some((text) => text?.includes('\0') === true) || (operationId !== undefined && !isUuid(operationId));
};

/** Of the newest `limit` rows that the filter selects the columns given, newest first. */
export const auditStatement = (
  columns: string,
  selection: AuditSelection,
  { person, visibility }: SeenBy,
): Statement => {
  const parameters = new SqlParameters();
  const { action } = selection;
  const common = conditionsOf(selection, parameters);
  const limit = parameters.add(selection.limit);
  const newest = (conditions: readonly string[]): string =>
    `SELECT a.id FROM audit_logs AS a WHERE ${[...conditions, ...common].join(' AND ')} ORDER BY a.id DESC LIMIT ${limit}`;
  const scopes = scopesOf(person, visibility, parameters);
  let kinds = '';
  let branches: readonly string[];
  if (action !== undefined && isPrefixAlone(selection)) {
    kinds = kindsOf(action, parameters);
    const wanted = selection.steps === false ? withoutSteps('kinds.action', parameters) : 'kinds.action IS NOT NULL';
    branches = scopes.map(
      (scope) => `SELECT newest.id FROM kinds CROSS JOIN LATERAL (
        ${newest([scope, 'a.action COLLATE "C" = kinds.action'])}) AS newest WHERE ${wanted}`,
    );
  } else {
    const acted = action === undefined ? [] : [actionCondition(action, parameters)];
    const actors = actorBranches(selection, parameters);
    const tickets = ticketBranches(selection, parameters);
    branches = scopes.flatMap((scope) =>
      actors.flatMap((actor) => tickets.map((ticket) => newest([scope, actor, ticket, ...acted]))),
    );
  }
  const found = branches.map((branch) => `(${branch})`).join(' UNION ');
  const text = `${kinds} SELECT ${columns} FROM (SELECT id FROM (${found}) AS any_of ORDER BY id DESC LIMIT ${limit}) AS found
    JOIN audit_logs AS a ON a.id = found.id ORDER BY a.id DESC`;
  return { text, values: parameters.values };
};
