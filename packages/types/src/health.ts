// Whether everything is well, part by part: what each is seen to be now, and what that means.
import { z } from 'zod';
import { clusterFeatures } from './cluster-features.ts';
import { wireReasonSchema } from './codes/define.ts';
import { timestampSchema, uuidSchema } from './primitives.ts';

/** `attention`: it works, and somebody should look. `failing`: it does not do its work. `unset`: it is not set up. */
export const healthStates = ['well', 'attention', 'failing', 'unset'] as const;
export const healthStateSchema = z.enum(healthStates);
export type HealthState = z.infer<typeof healthStateSchema>;

const part = <Facts extends z.ZodRawShape>(facts: Facts) => z.object({ state: healthStateSchema, ...facts });
const count = z.int().min(0);

export const clusterHealthSchema = part({
  id: uuidSchema,
  name: z.string(),
  observedAt: timestampSchema.nullable(),
  unreachableSince: timestampSchema.nullable(),
  unreachableReason: z.string().nullable(),
  /** The same as a code for programs, with its parameters. */
  unreachableCause: wireReasonSchema.nullable(),
  pveVersion: z.string().nullable(),
  /** What the token lacks for each feature: one that lacks nothing is available. Null until it was asked. */
  features: z.array(z.object({ feature: z.enum(clusterFeatures), missing: z.array(z.string()) })).nullable(),
  /** Deployments that wait for a clone slot or for room. */
  queued: count,
  offlineNodes: z.array(z.string()),
  /** Storages that take VM disks; `node` is null for one that the nodes share, `usedPercent` where that is not known. */
  storages: z.array(
    z.object({
      name: z.string(),
      node: z.string().nullable(),
      available: z.boolean(),
      usedPercent: z.int().min(0).nullable(),
    }),
  ),
});
export type ClusterHealth = z.infer<typeof clusterHealthSchema>;

export const healthSchema = z.object({
  /** When this was looked at. */
  at: timestampSchema,
  /** The worst of all parts. */
  state: healthStateSchema,
  /** Connections are those of the whole server, which allows so many. */
  database: part({ sizeMiB: count, connections: count, mostConnections: count }),
  /** Jobs whose time has come and that no worker has taken yet; `givenUp`: those that failed for the last time. */
  queue: part({ waiting: count, oldestDueAt: timestampSchema.nullable(), inHand: count, givenUp: count }),
  /** When the scheduler of a worker last began a minute, and how much workers have claimed now. */
  worker: part({ lastMinuteAt: timestampSchema.nullable(), claims: count }),
  clusters: z.array(clusterHealthSchema),
  /** By how many seconds each clock is ahead of the portal's; a node that does not tell is left out. */
  clocks: part({
    databaseAheadSeconds: z.int(),
    nodes: z.array(z.object({ cluster: z.string(), node: z.string(), aheadSeconds: z.int() })),
  }),
  /** Up to when the audit trail is sealed, and when it was last recomputed. */
  audit: part({ sealedUntil: timestampSchema.nullable(), verifiedAt: timestampSchema.nullable() }),
  /** When the audit trail was last sent to where it is watched. */
  feed: part({ sentAt: timestampSchema.nullable() }),
  mail: part({ server: z.string().nullable() }),
  problems: part({ open: count, unacknowledged: count }),
});
export type Health = z.infer<typeof healthSchema>;
