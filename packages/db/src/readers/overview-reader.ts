// How teams and clusters fare: five statements over what is there, each over an index and a bounded time. Whoever reads of one team
// has the same statements with a condition more.
import { canaryOwnerId, type OverviewQuestion, type OverviewReader, type OverviewRecord } from '@portal/domain';
import {
  dayCreationsSchema,
  overviewSchema,
  roleSchema,
  templateCreationsSchema,
  usageSchema,
  uuidSchema,
} from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { isEnding } from './deployment-sql.ts';
import { holdsNow } from './limits.ts';
import { SqlParameters, type Statement } from './sql.ts';

const teamId = uuidSchema.nullable();
const peopleRow = z.object({
  teamId,
  teamName: z.string().nullable(),
  role: roleSchema.nullable(),
  granted: usageSchema.partial(),
  count: z.int(),
});
const usedRow = usageSchema.extend({ teamId, clusterId: uuidSchema, isPersons: z.boolean() });
const expiringRow = overviewSchema.shape.expiring.element;
const endedRow = expiringRow.pick({ count: true });
const { byTemplate: _templates, byDay: _days, ...wholeShape } = overviewSchema.shape.creations.shape;
const wholeRow = z.object(wholeShape);

/** For the rows of one team; nothing for those of everybody. */
const ofTeam = (parameters: SqlParameters, { teamId: id }: OverviewQuestion, column: string): string =>
  id === undefined ? '' : ` AND ${column} = ${parameters.add(id)}`;

const people = (question: OverviewQuestion): Statement => {
  const parameters = new SqlParameters();
  const canaries = parameters.add(canaryOwnerId);
  const text = `
    SELECT t.id AS "teamId", t.name AS "teamName", u.role, coalesce(g.granted, '{}') AS granted, count(u.id)::int AS count
    FROM teams AS t FULL JOIN (SELECT * FROM users WHERE disabled_at IS NULL AND id <> ${canaries}) AS u ON u.team_id = t.id
      LEFT JOIN (SELECT user_id, jsonb_object_agg(measure, value) AS granted FROM (
          SELECT l.user_id, l.measure, max(l.value) AS value FROM limits AS l
          WHERE l.user_id IS NOT NULL AND ${holdsNow} GROUP BY l.user_id, l.measure) AS highest
        GROUP BY user_id) AS g ON g.user_id = u.id
    WHERE true${ofTeam(parameters, question, 't.id')} GROUP BY t.id, t.name, u.role, g.granted`;
  return { text, values: parameters.values };
};

const used = (question: OverviewQuestion): Statement => {
  const parameters = new SqlParameters();
  const text = `
    SELECT team_id AS "teamId", cluster_id AS "clusterId", kind = 'person' AS "isPersons", count(*)::int AS deployments,
      sum(vcpus)::float8 AS vcpus, sum(memory_mib)::float8 AS "memoryMiB", sum(disk_gib)::float8 AS "diskGiB"
    FROM deployments WHERE status <> 'deleted'${ofTeam(parameters, question, 'team_id')} GROUP BY 1, 2, 3`;
  return { text, values: parameters.values };
};

/** As the list counts what ends within so many hours. */
const expiringHours = 168;
const leases = `d.status <> 'deleted' AND d.kind = 'person' AND ${isEnding}`;

const expiring = (question: OverviewQuestion): Statement => {
  const parameters = new SqlParameters();
  const [now, zone] = [`${parameters.add(question.now)}::timestamptz`, parameters.add(question.timeZone)];
  const end = `${now} + interval '${expiringHours} hours'`;
  const dayAt = (moment: string): string => `date_trunc('day', (${moment}) AT TIME ZONE ${zone})`;
  const text = `
    SELECT to_char(day, 'YYYY-MM-DD') AS day, count(d.id)::int AS count
    FROM generate_series(${dayAt(now)}, ${dayAt(end)}, interval '1 day') AS day
    LEFT JOIN deployments AS d ON ${leases}${ofTeam(parameters, question, 'd.team_id')}
      AND d.expires_at > ${now} AND d.expires_at <= ${end}
      AND d.expires_at >= day AT TIME ZONE ${zone} AND d.expires_at < (day + interval '1 day') AT TIME ZONE ${zone}
    GROUP BY day ORDER BY day`;
  return { text, values: parameters.values };
};

const ended = (question: OverviewQuestion): Statement => {
  const parameters = new SqlParameters();
  const text = `
    SELECT count(*)::int AS count FROM deployments AS d
    WHERE ${leases} AND d.expires_at <= ${parameters.add(question.now)}${ofTeam(parameters, question, 'd.team_id')}`;
  return { text, values: parameters.values };
};

const creationDays = 30;

/** Each ended one once by its template, once by its day, and once among all of them. */
const creations = (question: OverviewQuestion): Statement => {
  const parameters = new SqlParameters();
  const [now, zone] = [`${parameters.add(question.now)}::timestamptz`, parameters.add(question.timeZone)];
  const seconds = `WITHIN GROUP (ORDER BY seconds) FILTER (WHERE state = 'succeeded')`;
  const text = `
    SELECT id, max(name) AS name, to_char(day, 'YYYY-MM-DD') AS day,
      count(*) FILTER (WHERE state = 'succeeded')::int AS succeeded, count(*) FILTER (WHERE state = 'failed')::int AS failed,
      round(percentile_cont(0.5) ${seconds})::int AS "medianSeconds", round(percentile_cont(0.95) ${seconds})::int AS "p95Seconds"
    FROM (
      SELECT d.template_id AS id, v.name, o.state, date_trunc('day', o.ended_at AT TIME ZONE ${zone}) AS day,
        extract(epoch FROM o.ended_at - o.requested_at)::float8 AS seconds
      FROM operations AS o JOIN deployments AS d ON d.id = o.deployment_id JOIN templates AS t ON t.id = d.template_id
        JOIN template_versions AS v ON v.template_id = t.id AND v.version = t.current_version
      WHERE o.kind = 'provision' AND o.ended_at > ${now} - interval '${creationDays} days' AND o.state IN ('succeeded', 'failed')
        AND d.kind = 'person'${ofTeam(parameters, question, 'd.team_id')}
    ) AS ended
    GROUP BY GROUPING SETS ((id), (day), ()) ORDER BY day, failed DESC, succeeded DESC, name`;
  return { text, values: parameters.values };
};

const creationsFrom = (
  rows: readonly Record<string, unknown>[],
): Pick<OverviewRecord, 'creations' | 'byTemplate' | 'byDay'> => ({
  creations: wholeRow.parse(rows.find(({ id, day }) => id === null && day === null)),
  byTemplate: rows.filter(({ id }) => id !== null).map((row) => templateCreationsSchema.parse(row)),
  byDay: rows.filter(({ day }) => day !== null).map((row) => dayCreationsSchema.parse(row)),
});

export const createOverviewReader = (pool: pg.Pool): OverviewReader => ({
  read: async (question) => {
    const statements = [people(question), used(question), expiring(question), ended(question), creations(question)];
    const [whoRows = [], usedRows = [], expiringRows = [], endedRows = [], creationRows = []] = await Promise.all(
      statements.map(async (statement) => (await pool.query<Record<string, unknown>>(statement)).rows),
    );
    return {
      people: whoRows.map((row) => peopleRow.parse(row)),
      used: usedRows.map((row) => usedRow.parse(row)),
      expiring: expiringRows.map((row) => expiringRow.parse(row)),
      ended: endedRow.parse(endedRows[0]).count,
      ...creationsFrom(creationRows),
    };
  },
});
