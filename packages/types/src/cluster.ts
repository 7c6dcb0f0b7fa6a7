// Clusters as those who administer them see them: what was last observed, what is reserved, and how they are set up.
// Addresses and credentials stay in the configuration.
import { z } from 'zod';
import { wireReasonSchema } from './codes/define.ts';
import { idParamSchema, timestampSchema, uuidSchema } from './primitives.ts';

/** What a request meets when its cluster does not answer, or has no room for it. */
export const admissionRules = ['wait', 'refuse'] as const;
export const admissionRuleSchema = z.enum(admissionRules);
export type AdmissionRule = z.infer<typeof admissionRuleSchema>;

export const clusterNodeSchema = z.object({
  name: z.string(),
  online: z.boolean(),
  /** In PVE's maintenance mode, or excluded by configuration: it gets nothing new. */
  maintenance: z.boolean(),
  cpus: z.int().nullable(),
  memoryMiB: z.number().nullable(),
  usedMemoryMiB: z.number().nullable(),
});
export type ClusterNode = z.infer<typeof clusterNodeSchema>;

export const clusterStorageSchema = z.object({
  name: z.string(),
  /** Null for one that the nodes share. */
  node: z.string().nullable(),
  available: z.boolean(),
  totalGiB: z.number().nullable(),
  usedGiB: z.number().nullable(),
});
export type ClusterStorage = z.infer<typeof clusterStorageSchema>;

export const clusterSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  simulated: z.boolean(),
  /** When it last answered; null before the first time. */
  observedAt: timestampSchema.nullable(),
  /** Since when it has not answered, and why; null while it answers. */
  unreachableSince: timestampSchema.nullable(),
  unreachableReason: z.string().nullable(),
  /** The same as a code for programs, with its parameters. */
  unreachableCause: wireReasonSchema.nullable(),
  /** PVE's release, such as `9.2.11`. */
  pveVersion: z.string().nullable(),
  nodes: z.array(clusterNodeSchema),
  /** Those that take VM disks and that the portal may see. */
  storages: z.array(clusterStorageSchema),
  /** The largest VM that a node could take now; null before it was looked at. */
  room: z.object({ memoryMiB: z.number(), vcpus: z.number() }).nullable(),
  /** Deployments that wait for a clone slot or for room. */
  queued: z.int().min(0),
  /** The portal's own range of VMIDs: how many it has, and how many are in use or kept out of use. */
  vmids: z.object({ min: z.int(), max: z.int(), held: z.int().min(0) }),
  settings: z.object({
    pool: z.string(),
    storages: z.array(z.string()),
    clonesPerStorage: z.int(),
    clonesPerNode: z.int(),
    excludedNodes: z.array(z.string()),
    memoryHeadroomPercent: z.number(),
    vcpusPerCore: z.number(),
    whenUnreachable: admissionRuleSchema,
    whenFull: admissionRuleSchema,
    snapshotsPerVm: z.int(),
  }),
});
export type Cluster = z.infer<typeof clusterSchema>;

/** By id or name. */
export const clusterIdSchema = z.strictObject({ id: idParamSchema });

export const clusterListSchema = z.object({ items: z.array(clusterSchema), nextCursor: z.null() });
export type ClusterList = z.infer<typeof clusterListSchema>;
