// Contracts of the deployment procedures: what a client may send, and the one shape a deployment has everywhere.
import { z } from 'zod';
import { actionStateSchema, wireReasonSchema } from './codes/define.ts';
import { rule } from './codes/fields.ts';
import { deploymentActions, deploymentStatuses, mostPostponements } from './deployment-actions.ts';
import { deploymentSorts, longestFilter, mostHoursToExpiry, needsWithinHours } from './filters.ts';
import { openOperationSchema, saidReasonSchema } from './operation.ts';
import {
  cursorSchema,
  customerSchema,
  deploymentNameSchema,
  filterTextSchema,
  idParamSchema,
  notesSchema,
  pageLimitSchema,
  pageOf,
  purposeSchema,
  searchTextSchema,
  snapshotLabelSchema,
  sshPublicKeySchema,
  tagSchema,
  tagsSchema,
  ticketSchema,
  timestampSchema,
  uuidSchema,
} from './primitives.ts';
import { recordOf } from './records.ts';
import { nextPowerSchema, scheduleSchema } from './schedule.ts';
import { shareLevelSchema } from './sharing.ts';
import { deploymentStatusSchema, failureCodeSchema, snapshotStatusSchema } from './status-schemas.ts';
import {
  accessMethodSchema,
  provisionHistorySchema,
  templateCategorySchema,
  templateIconSchema,
  templateSizeSchema,
} from './template.ts';

const mostSshKeys = 10;
const sized = templateSizeSchema.shape;

/** Node, storage, bridge, pool and VMID never come from a client: the object is strict. */
export const createDeploymentSchema = z
  .strictObject({
    templateId: idParamSchema.describe('Id or slug of the template.'),
    name: deploymentNameSchema
      .optional()
      .describe(
        'The VM’s name, a DNS label that no other VM in its network has; Windows keeps its first 15 characters. One is made up when left out.',
      ),
    size: sized.name
      .optional()
      .describe('Name of one of the template’s sizes, in place of `vcpus`, `memoryMiB` and `diskGiB`.'),
    vcpus: sized.vcpus.optional(),
    memoryMiB: sized.memoryMiB.optional(),
    diskGiB: sized.diskGiB.optional(),
    ttlHours: z
      .int()
      .min(1)
      .max(876_000)
      .nullable()
      .optional()
      .describe('Length of the lease, in hours from now; null for one without an end, for those who may `remove_end`.'),
    owner: filterTextSchema
      .min(1)
      .max(longestFilter.owner)
      .optional()
      .describe(
        'Id or e-mail address of the colleague whose it is to be; you, when left out. Leads create for their team, administrators for anybody.',
      ),
    purpose: purposeSchema.optional().describe('What it is for, in your own words.'),
    ticket: ticketSchema.optional().describe('Reference of the support case.'),
    customer: customerSchema.optional().describe('For whom it is.'),
    tags: tagsSchema.optional().describe('What it is found by, in lower case.'),
    sshKeys: z
      .array(sshPublicKeySchema)
      // After the keys themselves, which `max` would leave unread: a private key has more lines than that.
      .refine((keys) => keys.length <= mostSshKeys, { error: rule('list_too_long'), params: { max: mostSshKeys } })
      .meta({ override: { maxItems: mostSshKeys } })
      .optional()
      .describe('OpenSSH public keys that may sign in. Only for templates with cloud-init.'),
  })
  .refine(
    ({ size, vcpus, memoryMiB, diskGiB }) => size === undefined || (vcpus ?? memoryMiB ?? diskGiB) === undefined,
    { path: ['size'], error: rule('size_with_figures') },
  );
export type CreateDeployment = z.infer<typeof createDeploymentSchema>;

export const deploymentIdSchema = z.strictObject({ id: idParamSchema });

/** By whole hours from the present end of the lease, or to a date. */
export const extendDeploymentSchema = z
  .strictObject({
    id: idParamSchema,
    hours: z
      .int()
      .min(1)
      .max(876_000)
      .optional()
      .describe('Hours to add to the present end, or to now where the lease has ended or has no end.'),
    until: timestampSchema
      .optional()
      .describe('The new end, in place of `hours`: later than the present one, and than now.'),
  })
  .refine(({ hours, until }) => (hours === undefined) !== (until === undefined), rule('hours_or_until'));
export type ExtendDeployment = z.infer<typeof extendDeploymentSchema>;

export const transferDeploymentSchema = z.strictObject({
  id: idParamSchema,
  to: filterTextSchema.min(1).max(longestFilter.owner).describe('Id or e-mail address of the colleague.'),
});
export type TransferDeployment = z.infer<typeof transferDeploymentSchema>;

/** What is left out stays as it is; null empties it. */
export const editDeploymentSchema = z
  .strictObject({
    id: idParamSchema,
    ticket: ticketSchema.nullable().optional().describe('Reference of the support case.'),
    customer: customerSchema.nullable().optional().describe('For whom it is.'),
    purpose: purposeSchema.nullable().optional().describe('What it is for, in your own words.'),
    notes: notesSchema.nullable().optional().describe('What whoever works with it should know.'),
    tags: tagsSchema.optional().describe('All of them; those that are left out here are removed.'),
  })
  .refine((asked) => Object.keys(asked).length > 1, rule('nothing_to_edit'));
export type EditDeployment = z.infer<typeof editDeploymentSchema>;

const statusList = deploymentStatuses.join('|');
/** Each of them once. */
const longestStatuses = deploymentStatuses.join(',').length;

/** Filters of a list. */
export const listDeploymentsSchema = z.strictObject({
  status: z
    .string()
    .max(longestStatuses)
    .regex(new RegExp(`^(${statusList})(,(${statusList}))*$`), rule('statuses_malformed'))
    .describe('One status or several, separated by commas. Without it everything but `deleted` is listed.')
    .optional(),
  template: filterTextSchema.min(1).max(longestFilter.template).describe('Template id or slug.').optional(),
  owner: filterTextSchema
    .min(1)
    .max(longestFilter.owner)
    .describe('Owner’s id or e-mail address; `me`, `team` for your team, or `shared` for what others share with you.')
    .optional(),
  tag: tagSchema.describe('One of its tags.').optional(),
  q: searchTextSchema
    .describe(
      'Free text: name, ticket, customer, purpose, tag or address, or the name or e-mail address of its owner; for administrators and auditors, VMID too.',
    )
    .optional(),
  expiresWithinHours: z
    .int()
    .min(1)
    .max(mostHoursToExpiry)
    .describe('The lease ends within so many hours from now, or has ended.')
    .optional(),
  needs: z
    .literal('me')
    .describe(
      `\`me\` for what waits for you: your VMs that failed, that are in quarantine, whose lease ends within ${needsWithinHours} hours, or that have no end and are asked for whether they are still needed; for administrators, everybody’s that failed or are in quarantine.`,
    )
    .optional(),
  sort: z
    .enum(deploymentSorts)
    .describe(
      'A field, or a minus and a field for the other direction; `-createdAt`, newest first, unless told otherwise.',
    )
    .optional(),
  cursor: cursorSchema.optional(),
  limit: pageLimitSchema.optional(),
});
export type ListDeployments = z.infer<typeof listDeploymentsSchema>;

export const countDeploymentsSchema = listDeploymentsSchema.omit({ sort: true, cursor: true, limit: true });
export type CountDeployments = z.infer<typeof countDeploymentsSchema>;

/** Each by its name, since generators of clients make something to hold on to of properties alone. */
const actionStatesSchema = z.object(recordOf(deploymentActions, () => actionStateSchema));

export const deploymentSchema = z.object({
  id: uuidSchema,
  version: z.int(),
  name: z.string(),
  /** What its guest is called: on Windows the first 15 letters of its name. */
  hostName: z.string(),
  status: deploymentStatusSchema,
  /** Why it waits, failed or was quarantined, in words for its owner; null when there is nothing to say. */
  statusMessage: z.string().nullable(),
  /** The same as a code for programs, with its parameters. */
  statusReason: wireReasonSchema.nullable(),
  /** What kind of failure `statusMessage` tells of, whatever the status; null where it tells of none. */
  failureCode: failureCodeSchema.nullable(),
  templateId: uuidSchema,
  templateVersion: z.int(),
  templateName: z.string(),
  category: templateCategorySchema,
  icon: templateIconSchema,
  owner: z.object({ id: uuidSchema, name: z.string(), email: z.string() }),
  team: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  vcpus: z.int(),
  memoryMiB: z.int(),
  diskGiB: z.int(),
  addresses: z.array(z.string()),
  /** They stand on none of the VM's own network cards (a container bridge, a tunnel): the guest reports no better ones. */
  addressesAreFallback: z.boolean(),
  /** Whether its guest has an agent that tells its addresses; without one they stay unknown here. */
  guestAgent: z.boolean(),
  accessMethods: z.array(accessMethodSchema),
  loginUser: z.string().nullable(),
  purpose: z.string().nullable(),
  ticket: z.string().nullable(),
  customer: z.string().nullable(),
  notes: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
  /**
   * At `expiresAt` the VM is stopped; at `deleteAt` it is deleted, and where that is null it is kept. Both are null where its lease has no
   * end: from `reviewAt` on, which is null otherwise, its owner is asked whether it is still needed. No extension reaches past `maxExpiresAt`.
   */
  expiresAt: timestampSchema.nullable(),
  deleteAt: timestampSchema.nullable(),
  reviewAt: timestampSchema.nullable(),
  maxExpiresAt: timestampSchema,
  /** By how many days `deleteAt` was put off: neither mail nor a chat took any warning of it. */
  postponements: z.int().min(0).max(mostPostponements),
  /** Nobody deletes or rebuilds it until that is lifted; at `deleteAt` it is kept, stopped. */
  deleteProtection: z.boolean(),
  /** When it is started and stopped by itself, and which of both comes next; both are null without a schedule. */
  schedule: scheduleSchema.nullable(),
  nextPower: nextPowerSchema.nullable(),
  /** How long it could be restored if it were deleted now; 0 where it would be destroyed at once. */
  restoreHours: z.int(),
  /** Somebody deleted it: until then it can be restored, and then it is destroyed. Null unless it is so. */
  restoreUntil: timestampSchema.nullable(),
  /** 1 is next in line for a clone slot; null when not queued. */
  queuePosition: z.int().min(1).nullable(),
  /** Seconds from now until it is ready, by this template's own history; null when it is not on its way, or without history. */
  estimate: provisionHistorySchema.nullable(),
  /** Since when its cluster has not answered; null while it answers. What is shown is then the last that was known. */
  clusterUnreachableSince: timestampSchema.nullable(),
  /** What its cluster does not let the portal do with it, and why: mostly nothing. */
  featuresOff: z.array(saidReasonSchema.extend({ feature: z.enum(['console', 'figures']) })),
  /** Whether this caller may reveal a password of this VM, now: there is a VM that was given one. */
  hasPassword: z.boolean(),
  /** What this caller may do with it because it is shared with them; null where it is theirs to see without that. */
  sharedWithMe: shareLevelSchema.nullable(),
  /** Whether this caller may share it with others. */
  canShare: z.boolean(),
  /** What is being done with it; null while nothing is. */
  operation: openOperationSchema.nullable(),
  /** Where it is in PVE; null until placed, and for callers who do not administer the cluster. */
  placement: z.object({ cluster: z.string(), node: z.string(), vmid: z.int() }).nullable(),
  actions: actionStatesSchema,
});
export type Deployment = z.infer<typeof deploymentSchema>;

export const deploymentPageSchema = pageOf(deploymentSchema);
export type DeploymentPage = z.infer<typeof deploymentPageSchema>;

/** What the live feed says where a message has come: no action of the trail. */
export const messageCame = 'message.came';

/**
 * What the live feed says: which deployment changed, and by what; the client then asks for what it shows. Null: a message has come for
 * whoever listens.
 */
export const deploymentChangeSchema = z.object({
  deploymentId: uuidSchema.nullable(),
  action: z.string(),
  at: timestampSchema,
});
export type DeploymentChange = z.infer<typeof deploymentChangeSchema>;
/** `lastEventId` is the cursor of the last event seen; the feed goes on after it. */
export const onChangeSchema = z.strictObject({ lastEventId: cursorSchema.nullish() });

/** A snapshot: the disks of one VM at one moment. `label` is its maker's own words. */
export const snapshotSchema = z.object({
  id: uuidSchema,
  label: z.string(),
  status: snapshotStatusSchema,
  createdAt: timestampSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Oldest first, without removed ones. `limit`: how many a VM may have. */
export const snapshotListSchema = z.object({ items: z.array(snapshotSchema), limit: z.int().min(0) });
export type SnapshotList = z.infer<typeof snapshotListSchema>;

export const createSnapshotSchema = z.strictObject({
  id: idParamSchema,
  label: snapshotLabelSchema.optional().describe('What it is for; the date when left out.'),
});
export type CreateSnapshot = z.infer<typeof createSnapshotSchema>;

export const snapshotIdSchema = z.strictObject({ id: idParamSchema, snapshotId: idParamSchema });
export type SnapshotId = z.infer<typeof snapshotIdSchema>;

/** What the guest was given at its making. Each reveal is on record. */
export const credentialsSchema = z.object({
  user: z.string().nullable(),
  password: z.string(),
  newPassword: z
    .string()
    .nullable()
    .describe('Set while it is not known whether the guest has taken a new one: one of the two is its password.'),
});
export type Credentials = z.infer<typeof credentialsSchema>;
