// The statement behind every list of deployments. Flat in the number of rows: each way of seeing and each status asked for is a branch
// that one index serves in the order of the list, and a page takes at most its own length from each. Names and queue positions are
// joined to the page alone.
import { type DeploymentFilter, type DeploymentSelection, statusesNotWarned, type Visibility } from '@portal/domain';
import { mostCounted, newestFirst } from '@portal/types';
import { isUuid } from '../uuid.ts';
import { decodeCursor, type Order, orders } from './deployment-order.ts';
import { deploymentColumns, isEnding, openOperation } from './deployment-sql.ts';
import { SqlParameters, type Statement } from './sql.ts';

/** The columns as the row schemas name them, and the names around them. */
const columns = `${deploymentColumns}, a.sealed_password IS NOT NULL AS "hasPassword",
  o.name AS "ownerName", o.email AS "ownerEmail", t.name AS "teamName",
  p.id AS "operationId", p.state AS "operationState",
  p.requested_at AS "operationRequestedAt", p.started_at AS "operationStartedAt",
  p.wait_code AS "operationWaitCode", p.wait_params AS "operationWaitParams",
  m.state AS "templateState", m.state_code AS "templateStateCode",
  m.state_params AS "templateStateParams",
  CASE WHEN d.status = 'queued' THEN (
    SELECT count(*)::int + 1 FROM deployments AS ahead
    WHERE ahead.cluster_id = d.cluster_id AND ahead.status = 'queued'
      AND (ahead.kind <> 'person', ahead.queued_at, ahead.id) < (d.kind <> 'person', d.queued_at, d.id)
  ) END AS "queuePosition"`;

const joins = `JOIN users AS o ON o.id = d.owner_id JOIN templates AS m ON m.id = d.template_id
  LEFT JOIN teams AS t ON t.id = d.team_id
  LEFT JOIN guest_access AS a ON a.deployment_id = d.id ${openOperation}`;

/** Of `deployments AS d`, each with an index of its own: one of them holds for whatever may be seen. */
export const visibleDeployments = (visibility: Visibility, parameters: SqlParameters): readonly string[] => {
  if (visibility.kind === 'all') return ['true'];
  const { userId, shared } = visibility;
  return [
    ...(visibility.kind === 'team' ? [`d.team_id = ${parameters.add(visibility.teamId)}::uuid`] : []),
    `d.owner_id = ${parameters.add(userId)}::uuid`,
    ...(shared === undefined ? [] : [`d.id = ANY (${parameters.add(shared)}::uuid[])`]),
  ];
};

const statusesOf = (filter: DeploymentSelection, parameters: SqlParameters): readonly string[] =>
  filter.status === undefined
    ? [`d.status <> 'deleted'`]
    : [...new Set(filter.status.split(','))].map((status) => `d.status = ${parameters.add(status)}`);

const needsOf = ({ needs, asker }: DeploymentSelection, parameters: SqlParameters): readonly string[] => {
  if (needs === undefined) return ['true'];
  const mine = `d.owner_id = ${parameters.add(asker?.userId ?? null)}::uuid`;
  const whose = needs.ofAnybody ? 'true' : mine;
  return [
    `d.status = 'failed' AND ${whose}`,
    `d.status = 'quarantined' AND ${whose}`,
    // What no date deletes waits for nobody once it has been stopped.
    `${mine} AND d.expires_at <= ${parameters.add(needs.endsBy)}::timestamptz AND ${isEnding}`,
    `${mine} AND d.review_at <= ${parameters.add(needs.now)}::timestamptz AND d.status <> ALL (${parameters.add([...statusesNotWarned])}::text[])`,
  ];
};

const ownerCondition = (filter: DeploymentSelection, parameters: SqlParameters): readonly string[] => {
  const { owner, asker } = filter;
  if (owner === undefined) return [];
  if (owner === 'me') return [`d.owner_id = ${parameters.add(asker?.userId ?? null)}::uuid`];
  if (owner === 'team') return [`d.team_id = ${parameters.add(asker?.teamId ?? null)}::uuid`];
  if (owner === 'shared') return [`d.id = ANY (${parameters.add(asker?.shared ?? [])}::uuid[])`];
  if (isUuid(owner)) return [`d.owner_id = ${parameters.add(owner)}::uuid`];
  return [`d.owner_id = (SELECT id FROM users WHERE email = lower(${parameters.add(owner)}))`];
};

const templateCondition = ({ template }: DeploymentSelection, parameters: SqlParameters): readonly string[] => {
  if (template === undefined) return [];
  if (isUuid(template)) return [`d.template_id = ${parameters.add(template)}::uuid`];
  return [`d.template_id = (SELECT id FROM templates WHERE slug = ${parameters.add(template)})`];
};

const tagCondition = ({ tag }: DeploymentSelection, parameters: SqlParameters): readonly string[] =>
  tag === undefined ? [] : [`d.tags @> ARRAY[${parameters.add(tag)}::text]`];

const searchMatch = (query: string, grams: string, document: string): string =>
  `${document} LIKE ALL (portal_query_patterns(${query})) AND ${grams} @> portal_query_grams(${query})`;

/** The index has the VMID among the words: for whoever may not see it, what it finds is looked at once more without. */
const wordsMatch = (query: string, findsVmids: boolean): readonly string[] => {
  const found = `EXISTS (SELECT FROM deployment_search AS s WHERE s.deployment_id = d.id AND ${searchMatch(query, 's.grams', 's.document')})`;
  const open = 'portal_search_words(d.name, d.ticket, d.customer, d.purpose, d.tags, NULL, d.addresses)';
  return findsVmids ? [found] : [found, searchMatch(query, `portal_search_grams(${open})`, open)];
};

const ownerWords = `lower(w.name || ' ' || w.email)`;
/** One or two letters begin somebody's name nearly always. */
const namesSomebody = (q: string): boolean => q.split(/\s+/).some((word) => word.length > 2);

const expiryCondition = ({ expiresBy }: DeploymentSelection, parameters: SqlParameters): readonly string[] =>
  expiresBy === undefined ? [] : [`d.expires_at <= ${parameters.add(expiresBy)}::timestamptz`, isEnding];

/** What comes after the cursor's place, in parts that an index serves each. To PostgreSQL what is null comes after everything. */
const partsBeyond = (
  { cursor, sort = newestFirst }: DeploymentFilter,
  parameters: SqlParameters,
): readonly string[] => {
  if (cursor === undefined) return ['true'];
  const { value, id } = decodeCursor(sort, cursor);
  const { column, type, direction, isNullable = false }: Order = orders[sort];
  const isDescending = direction === 'DESC';
  const beyond = isDescending ? '<' : '>';
  const place = parameters.add(id);
  if (value === null) {
    const sameEnd = `d.${column} IS NULL AND d.id ${beyond} ${place}::uuid`;
    return isDescending ? [sameEnd, `d.${column} IS NOT NULL`] : [sameEnd];
  }
  const later = `(d.${column}, d.id) ${beyond} (${parameters.add(value)}::${type}, ${place}::uuid)`;
  return isNullable && !isDescending ? [later, `d.${column} IS NULL`] : [later];
};

const selectionConditions = (selection: DeploymentSelection, parameters: SqlParameters): readonly string[] => [
  ...ownerCondition(selection, parameters),
  ...templateCondition(selection, parameters),
  ...tagCondition(selection, parameters),
  ...expiryCondition(selection, parameters),
];

/**
 * Selects of what may be seen and is selected, each served by one index; a row may be in several. What is found by its owner's name is
 * taken owner by owner, no more of each than is wanted in all. `tail`: in which order, and how many.
 */
const branchesOf = (
  {
    selection,
    visibility,
    common,
    parts,
  }: {
    selection: DeploymentSelection;
    visibility: Visibility;
    common: readonly string[];
    /** One of them holds. */
    parts: readonly string[];
  },
  { wanted, tail }: { readonly wanted: string; readonly tail: string },
  parameters: SqlParameters,
): readonly string[] => {
  const { q, findsVmids } = selection;
  const take = (...conditions: readonly string[]): string =>
    `SELECT ${wanted} FROM deployments AS d WHERE ${[...conditions, ...common].join(' AND ')} ${tail}`;
  const query = q ? parameters.add(q) : null;
  const needs = needsOf(selection, parameters);
  const statuses = statusesOf(selection, parameters).flatMap((status) =>
    needs.flatMap((need) => parts.map((part) => `${status} AND ${need} AND ${part}`)),
  );
  return visibleDeployments(visibility, parameters).flatMap((scope) =>
    statuses.flatMap((status) => {
      if (!q || query === null) return [take(scope, status)];
      const byWords = take(scope, status, ...wordsMatch(query, findsVmids));
      if (!namesSomebody(q)) return [byWords];
      const byOwner = `SELECT d.* FROM users AS w CROSS JOIN LATERAL (${take(scope, status, 'd.owner_id = w.id')}) AS d
        WHERE ${searchMatch(query, `portal_search_grams(${ownerWords})`, ownerWords)} ${tail}`;
      return [byWords, byOwner];
    }),
  );
};

const unionOf = (branches: readonly string[]): string => branches.map((branch) => `(${branch})`).join(' UNION ');

/** Asks for one row more than the page holds: whether there is a next page. */
export const listStatement = (filter: DeploymentFilter, visibility: Visibility): Statement => {
  const parameters = new SqlParameters();
  const { column, direction } = orders[filter.sort ?? newestFirst];
  const common = selectionConditions(filter, parameters);
  const order = `ORDER BY d.${column} ${direction}, d.id ${direction}`;
  // Written out: a prepared plan that does not know how few rows are wanted would sort all of them.
  const tail = `${order} LIMIT ${Math.trunc(filter.limit) + 1}`;
  const taken = { wanted: `d.id, d.${column}`, tail };
  const parts = partsBeyond(filter, parameters);
  const branches = branchesOf({ selection: filter, visibility, common, parts }, taken, parameters);
  const page = branches.length === 1 ? branches[0] : `SELECT * FROM (${unionOf(branches)}) AS d ${tail}`;
  const text = `SELECT ${columns} FROM (${page}) AS page
    JOIN deployments AS d ON d.id = page.id ${joins} ${order}`;
  return { text, values: parameters.values };
};

/** Looks at one row more than is told: whether there are more. */
export const countStatement = (selection: DeploymentSelection, visibility: Visibility): Statement => {
  const parameters = new SqlParameters();
  const common = selectionConditions(selection, parameters);
  const tail = `LIMIT ${mostCounted + 1}`;
  const branches = branchesOf({ selection, visibility, common, parts: ['true'] }, { wanted: 'd.id', tail }, parameters);
  const text = `SELECT count(*)::int AS count FROM (SELECT * FROM (${unionOf(branches)}) AS d ${tail}) AS counted`;
  return { text, values: parameters.values };
};

/** Of a handover `h`: with the people around it. */
const handoverColumns = `json_build_object('id', h.id, 'deploymentId', h.deployment_id, 'userId', h.user_id,
    'offeredBy', h.offered_by, 'offeredAt', h.offered_at, 'endsAt', h.ends_at) AS handover,
  json_build_object('id', r.id, 'name', r.name, 'email', r.email) AS "handoverTo",
  json_build_object('id', b.id, 'name', b.name, 'email', b.email) AS "handoverBy"`;
const handoverPeople = 'JOIN users AS r ON r.id = h.user_id JOIN users AS b ON b.id = h.offered_by';

export const offeredStatement = (userId: string, now: Date, limit: number): Statement => ({
  text: `SELECT ${columns}, ${handoverColumns} FROM deployment_handovers AS h
    JOIN deployments AS d ON d.id = h.deployment_id ${joins} ${handoverPeople}
    WHERE h.user_id = $1::uuid AND h.ends_at > $2::timestamptz ORDER BY h.ends_at, h.id LIMIT $3`,
  values: [userId, now, limit],
});

export const handoverStatement = (deploymentId: string, now: Date): Statement => ({
  text: `SELECT ${handoverColumns} FROM deployment_handovers AS h ${handoverPeople}
    WHERE h.deployment_id = $1::uuid AND h.ends_at > $2::timestamptz`,
  values: [deploymentId, now],
});

export const byIdStatement = (id: string, visibility: Visibility): Statement => {
  const parameters = new SqlParameters();
  const key = parameters.add(id);
  const scopes = visibleDeployments(visibility, parameters).join(' OR ');
  const text = `SELECT ${columns} FROM deployments AS d ${joins} WHERE d.id = ${key}::uuid AND (${scopes})`;
  return { text, values: parameters.values };
};
