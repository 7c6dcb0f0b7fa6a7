// The writes that concern problems. Only the database can say whether they change anything, so each answers the audit
// event that explains what it changed, or none; commit.ts puts it on record in the same transaction.
import { type AuditEvent, type ProblemWrite, problemActions, problemEvent, type Write } from '@portal/domain';
import { z } from 'zod';
import type { Client } from './readers/by-key.ts';
import { problemColumns } from './rows/portal.ts';

type WriteOf<Kind extends ProblemWrite['kind']> = Extract<ProblemWrite, { readonly kind: Kind }>;

const changedRows = z.array(problemColumns);
const raisedRows = z.array(problemColumns.extend({ isNew: z.boolean() }));

/** `xmax` is 0 in a row that this statement inserted. Other parameters are news: who acknowledged the old ones must look again. */
const raise = async (client: Client, write: WriteOf<'problem.raise'>): Promise<readonly AuditEvent[]> => {
  const { code, subject, params } = write;
  const rows = await client.$queryRaw<unknown[]>`
    INSERT INTO problems AS p (code, subject_type, subject_id, params)
    VALUES (${code}, ${subject.type}, ${subject.id}, ${JSON.stringify(params)}::jsonb)
    ON CONFLICT (code, subject_type, subject_id) WHERE resolved_at IS NULL
    DO UPDATE SET params = excluded.params, acknowledged_at = NULL, acknowledged_by = NULL
    WHERE p.params IS DISTINCT FROM excluded.params
    RETURNING id, code, json_build_object('type', subject_type, 'id', subject_id) AS subject, params, (xmax = 0) AS "isNew"`;
  await client.$executeRaw`
    INSERT INTO problem_last_seen AS s (problem_id)
    SELECT id FROM problems WHERE code = ${code} AND subject_type = ${subject.type} AND subject_id = ${subject.id}
      AND resolved_at IS NULL
    ON CONFLICT (problem_id) DO UPDATE SET at = greatest(s.at, excluded.at)`;
  return raisedRows
    .parse(rows)
    .map(({ isNew, ...row }) => problemEvent(isNew ? problemActions.raised : problemActions.changed, row));
};

const resolve = async (client: Client, write: WriteOf<'problem.resolve'>): Promise<readonly AuditEvent[]> => {
  const { code, subject } = write;
  const rows = await client.$queryRaw<unknown[]>`
    UPDATE problems SET resolved_at = clock_timestamp()
    WHERE code = ${code} AND subject_type = ${subject.type} AND subject_id = ${subject.id} AND resolved_at IS NULL
    RETURNING id, code, json_build_object('type', subject_type, 'id', subject_id) AS subject, params`;
  return changedRows.parse(rows).map((row) => problemEvent(problemActions.resolved, row));
};

/** The first one to acknowledge it stays named. */
const acknowledge = async (client: Client, write: WriteOf<'problem.acknowledge'>): Promise<readonly AuditEvent[]> => {
  const rows = await client.$queryRaw<unknown[]>`
    UPDATE problems SET acknowledged_at = clock_timestamp(), acknowledged_by = ${write.userId}::uuid
    WHERE id = ${write.id}::uuid AND acknowledged_at IS NULL
    RETURNING id, code, json_build_object('type', subject_type, 'id', subject_id) AS subject, params`;
  return changedRows.parse(rows).map((row) => problemEvent(problemActions.acknowledged, row));
};

const writeOne = (client: Client, write: ProblemWrite): Promise<readonly AuditEvent[]> => {
  switch (write.kind) {
    case 'problem.raise':
      return raise(client, write);
    case 'problem.resolve':
      return resolve(client, write);
    case 'problem.acknowledge':
      return acknowledge(client, write);
  }
};

export const isProblemWrite = (write: Write): write is ProblemWrite => write.kind.startsWith('problem.');

const keyOf = (write: ProblemWrite): string =>
  write.kind === 'problem.acknowledge' ? write.id : `${write.code} ${write.subject.type} ${write.subject.id}`;

/** In one order for everybody, so that two changes with several problems cannot wait for each other. */
export const writeProblems = async (client: Client, writes: readonly Write[]): Promise<readonly AuditEvent[]> => {
  const ordered = writes.filter(isProblemWrite).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const events: AuditEvent[] = [];
  for (const write of ordered) events.push(...(await writeOne(client, write)));
  return events;
};
