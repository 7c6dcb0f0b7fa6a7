// What was last seen of each cluster: one JSON document a cluster, overwritten by each look. The one table that is written
// outside the unit of work, because it says what PVE showed and not what anybody did (ADR 0012).
import type { LastObservation, LastObservations } from '@portal/domain';
import { clusterFeatures, faultSchema, guestOptionsSchema } from '@portal/types';
import type pg from 'pg';
import { z } from 'zod';
import { fitObservation } from './bounds.ts';
import { cached } from './cached.ts';

const MEMORY_MS = 1_000;

const count = z.int().nullable();
/** JSON keeps a time as text. */
const time = z.coerce.date();

const seenGuest = z.object({
  vmid: z.int(),
  node: z.string(),
  name: z.string().nullable(),
  power: z.enum(['running', 'paused', 'stopped', 'unknown']),
  pool: z.string().nullable(),
  tags: z.array(z.string()),
  cores: z.number().nullable(),
  memoryMiB: z.number().nullable(),
  diskGiB: z.number().nullable(),
  createdAt: time.nullable(),
  firstSeenAt: time,
  taggedFor: z.string().nullable(),
  config: z
    .object({
      template: z.boolean(),
      osType: z.string().nullable(),
      agentEnabled: z.boolean(),
      hasCloudInitDrive: z.boolean(),
      // An earlier release of the portal did not look.
      hasSerialPort: z.boolean().default(false),
      disks: z.record(z.string(), z.number()),
      options: guestOptionsSchema.nullable().default(null),
      description: z.string(),
    })
    .nullable(),
});

const lastObservationDocument = z.object({
  clusterId: z.string(),
  observedAt: time.nullable(),
  unreachableSince: time.nullable(),
  unreachableReason: faultSchema.nullable(),
  pveVersion: z.string().nullable(),
  // An earlier release of the portal did not ask.
  missingPrivileges: z.record(z.enum(clusterFeatures), z.array(z.string())).nullable().catch(null),
  clocks: z.array(z.object({ node: z.string(), aheadSeconds: z.int() })).default([]),
  room: z.object({ memoryMiB: z.number(), vcpus: z.number() }).nullable(),
  nodes: z.array(
    z.object({
      name: z.string(),
      online: z.boolean(),
      maintenance: z.boolean(),
      cpus: count,
      memoryMiB: z.number().nullable(),
      usedMemoryMiB: z.number().nullable(),
    }),
  ),
  storages: z.array(
    z.object({
      name: z.string(),
      node: z.string().nullable(),
      available: z.boolean(),
      totalGiB: z.number().nullable(),
      usedGiB: z.number().nullable(),
    }),
  ),
  templates: z.array(seenGuest),
  orphans: z.array(seenGuest),
  quarantined: z.array(seenGuest),
  gone: z.array(z.int()),
  renamed: z.array(z.object({ deploymentId: z.string(), name: z.string() })),
}) satisfies z.ZodType<LastObservation>;

const lastObservationRow = z.object({ observation: lastObservationDocument });

export const createLastObservations = (pool: pg.Pool): LastObservations => {
  const memory = cached(async (): Promise<readonly LastObservation[]> => {
    const { rows } = await pool.query<Record<string, unknown>>('SELECT observation FROM cluster_observations');
    return rows.map((row) => lastObservationRow.parse(row).observation);
  }, MEMORY_MS);
  return {
    all: memory.read,
    read: async (clusterId) =>
      (await memory.read()).find((lastObservation) => lastObservation.clusterId === clusterId) ?? null,
    latest: async (clusterId) => {
      const { rows } = await pool.query<Record<string, unknown>>(
        'SELECT observation FROM cluster_observations WHERE cluster_id = $1',
        [clusterId],
      );
      return rows[0] === undefined ? null : lastObservationRow.parse(rows[0]).observation;
    },
    save: async (lastObservation) => {
      await pool.query(
        `INSERT INTO cluster_observations (cluster_id, observation) VALUES ($1, $2)
         ON CONFLICT (cluster_id) DO UPDATE SET observation = excluded.observation, updated_at = clock_timestamp()`,
        [lastObservation.clusterId, fitObservation(lastObservation)],
      );
      memory.forget();
    },
  };
};
