// What administrators settle by hand: deployments whose VM does not prove to be theirs, with both sides next to each
// other, and VMs that no deployment accounts for.
import { z } from 'zod';
import { actionStateSchema, wireReasonSchema } from './codes/define.ts';
import {
  cursorSchema,
  idParamSchema,
  lineSchema,
  pageLimitSchema,
  pageOf,
  timestampSchema,
  uuidSchema,
} from './primitives.ts';
import { recordOf } from './records.ts';
import { quarantineActions } from './settling-actions.ts';
import { seenPowers, vmPresences } from './status.ts';

const seenPowerSchema = z.enum(seenPowers);
export type SeenPower = z.infer<typeof seenPowerSchema>;

const clusterRefSchema = z.object({ id: uuidSchema, name: z.string() });

/** Whose id stands in a VM's description. `status` is null for a deployment that this portal does not know. */
const ownershipTagSchema = z.object({ id: uuidSchema, name: z.string().nullable(), status: z.string().nullable() });
export type SeenOwnershipTag = z.infer<typeof ownershipTagSchema>;

/** A VM as the cluster showed it last; null for what it did not tell. */
const seenVmShape = {
  vmid: z.int(),
  node: z.string(),
  name: z.string().nullable(),
  power: seenPowerSchema,
  pool: z.string().nullable(),
  tags: z.array(z.string()),
  vcpus: z.number().nullable(),
  memoryMiB: z.number().nullable(),
  /** Of all its disks, or of the one that a deployment’s size is about. */
  diskGiB: z.number().nullable(),
  /** By PVE's own record; null for VMs from before PVE 7.1. */
  createdAt: timestampSchema.nullable(),
  firstSeenAt: timestampSchema,
} as const;

export const quarantineDifferences = [
  'name',
  'node',
  'vcpus',
  'memory',
  'disk',
  'stamp',
  'tag',
  'pool',
  'template',
] as const;
const quarantineDifferenceSchema = z.enum(quarantineDifferences);
export type QuarantineDifference = z.infer<typeof quarantineDifferenceSchema>;

const vmPresenceSchema = z.enum(vmPresences);
export type VmPresence = z.infer<typeof vmPresenceSchema>;

export const quarantineItemSchema = z.object({
  /** Of the deployment. */
  id: uuidSchema,
  name: z.string(),
  status: z.enum(['quarantined', 'adopting']),
  reason: z.string().nullable(),
  /** The same as a code for programs, with its parameters. */
  cause: wireReasonSchema.nullable(),
  since: timestampSchema,
  owner: z.object({ id: uuidSchema, name: z.string(), email: z.string() }),
  templateName: z.string(),
  cluster: clusterRefSchema,
  /** What the portal has on record, and expects of the VM. */
  recorded: z.object({
    vmid: z.int().nullable(),
    node: z.string().nullable(),
    vcpus: z.int(),
    memoryMiB: z.int(),
    diskGiB: z.int(),
    pool: z.string(),
    tag: z.string(),
  }),
  presence: vmPresenceSchema,
  /** When the cluster last answered. */
  lookedAt: timestampSchema.nullable(),
  seen: z
    .object({
      ...seenVmShape,
      template: z.boolean().nullable(),
      ownershipTags: z.array(ownershipTagSchema).describe('Every ownership tag that stands in its description.'),
      stamps: z.array(ownershipTagSchema).meta({ deprecated: true, description: 'The same as `ownershipTags`.' }),
      description: z.string().nullable(),
    })
    .nullable(),
  differences: z.array(quarantineDifferenceSchema),
  actions: z.object(recordOf(quarantineActions, () => actionStateSchema)),
});
export type QuarantineItem = z.infer<typeof quarantineItemSchema>;

export const listQuarantineSchema = z.strictObject({
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListQuarantine = z.infer<typeof listQuarantineSchema>;
export const quarantinePageSchema = pageOf(quarantineItemSchema);
export type QuarantinePage = z.infer<typeof quarantinePageSchema>;

export const settleQuarantineSchema = z.strictObject({
  id: idParamSchema,
  reason: lineSchema(500).describe('Why, in your own words. It goes on record.'),
});
export type SettleQuarantine = z.infer<typeof settleQuarantineSchema>;

/**
 * Why a VM counts as an orphan. `copy`: it bears the ownership tag of a deployment that has another VM. `left_over`: of one that
 * is deleted or released. `stranger`: of one that this portal does not know. `pool`, `tag`: it bears none, but stands in
 * the portal's pool, or bears its tag.
 */
export const orphanReasons = ['copy', 'left_over', 'stranger', 'pool', 'tag'] as const;
const orphanReasonSchema = z.enum(orphanReasons);
export type OrphanReason = z.infer<typeof orphanReasonSchema>;

export const orphanSchema = z.object({
  cluster: clusterRefSchema,
  ...seenVmShape,
  because: orphanReasonSchema,
  ownershipTag: ownershipTagSchema.nullable(),
  stamp: ownershipTagSchema.nullable().meta({ deprecated: true, description: 'The same as `ownershipTag`.' }),
});
export type Orphan = z.infer<typeof orphanSchema>;

export const orphanListSchema = z.object({
  /** Oldest first. */
  items: z.array(orphanSchema),
  /** How old this is, for each cluster. */
  looks: z.array(
    z.object({
      cluster: clusterRefSchema,
      observedAt: timestampSchema.nullable(),
      unreachableSince: timestampSchema.nullable(),
    }),
  ),
  nextCursor: z.null(),
});
export type OrphanList = z.infer<typeof orphanListSchema>;
