// Rows of clusters, problems, keys of requests and people, as in rows/deployments.ts.

import { answeredSubjects, type Cluster, type IdempotencyRecord, type NarrowingRole } from '@portal/domain';
import { anyProblemParamsSchema, problemCodeSchema, problemSubjectSchema, roleSchema } from '@portal/types';
import { z } from 'zod';
import { count } from './columns.ts';

const admissionRule = z.enum(['wait', 'refuse']);

export const clusterRow = z.object({
  id: z.string(),
  name: z.string(),
  simulated: z.boolean(),
  vmidMin: count,
  vmidMax: count,
  pool: z.string(),
  storages: z.array(z.string()),
  clonesPerStorage: count,
  clonesPerNode: count,
  excludedNodes: z.array(z.string()),
  memoryHeadroomPercent: count,
  vcpusPerCore: count,
  whenUnreachable: admissionRule,
  whenFull: admissionRule,
  snapshotsPerVm: count,
}) satisfies z.ZodType<Cluster>;

export const problemColumns = z.object({
  id: z.string(),
  code: problemCodeSchema,
  subject: problemSubjectSchema,
  params: anyProblemParamsSchema,
});

export const idempotencyRow = z
  .object({
    requestHash: z.string(),
    subjectType: z.enum(answeredSubjects),
    subjectId: z.string(),
    status: count,
    code: z.literal('already_shown').nullable(),
    createdAt: z.date(),
  })
  .transform(({ subjectType: type, subjectId: id, ...row }): IdempotencyRecord => ({ ...row, subject: { type, id } }));

const narrowingRole = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
}) satisfies z.ZodType<NarrowingRole>;

export const personRow = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  customRole: narrowingRole.nullable(),
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
});
