// An approved offer, as people and integrators see it. Where it comes from in PVE is not theirs to know.
import { z } from 'zod';
import { actionStateSchema, wireReasonSchema } from './codes/define.ts';
import { rule } from './codes/fields.ts';
import { boundsSchema, idParamSchema, lineSchema, timestampSchema, uuidSchema } from './primitives.ts';
import { isTicketPattern, type Requirements } from './requirements.ts';

/** That one template offers. */
export const mostSizes = 8;

export const templateCategories = ['pbx_appliance', 'windows_client', 'linux_utility'] as const;
export const templateCategorySchema = z.enum(templateCategories);
export type TemplateCategory = z.infer<typeof templateCategorySchema>;

export const accessMethods = ['ssh', 'rdp', 'https', 'console'] as const;
export const accessMethodSchema = z.enum(accessMethods);
export type AccessMethod = z.infer<typeof accessMethodSchema>;

/**
 * What happens in the guest between its first start and its being ready. `plain`: nothing to wait for.
 * `cloudbase_init`: it takes the VM's name and restarts. `sysprep`: it restarts, and is ready once its agent stays.
 */
export const firstBoots = ['plain', 'cloudbase_init', 'sysprep'] as const;
export const firstBootSchema = z.enum(firstBoots);
export type FirstBoot = z.infer<typeof firstBootSchema>;

/**
 * How cloud-init sets up the network: IPv4 by DHCP alone, IPv6 by router advertisement as well, or as the PVE template says
 * itself, such as a static address.
 */
export const cloudInitNetworks = ['dhcp', 'dhcp_dual_stack', 'as_template'] as const;
export const cloudInitNetworkSchema = z.enum(cloudInitNetworks);
export type CloudInitNetwork = z.infer<typeof cloudInitNetworkSchema>;

/** What its sign shows: a system, `pbx` and `appliance` for what is more than its system, `other` for the rest. */
export const templateIcons = [
  'debian',
  'ubuntu',
  'rocky',
  'almalinux',
  'alpine',
  'opensuse',
  'arch',
  'linux',
  'freebsd',
  'windows',
  'pbx',
  'appliance',
  'other',
] as const;
export const templateIconSchema = z.enum(templateIcons);
export type TemplateIcon = z.infer<typeof templateIconSchema>;

/** One of the sizes that a template offers by name. */
export const templateSizeSchema = z.strictObject({
  name: lineSchema(40),
  vcpus: z.int().min(1).max(1_024),
  memoryMiB: z.int().min(16).max(16_777_216),
  diskGiB: z.int().min(1).max(1_048_576),
});
export type TemplateSize = z.infer<typeof templateSizeSchema>;

/** What a request for a VM has to say. */
export const requirementsSchema = z.strictObject({
  ticket: z.boolean().default(false),
  customer: z.boolean().default(false),
  purpose: z.boolean().default(false),
  ticketPattern: lineSchema(64)
    .refine(isTicketPattern, rule('ticket_pattern_unclear'))
    .nullable()
    .default(null)
    .describe(
      'How a ticket has to read where one is given, such as `ABC-####`: `#` is a digit, `@` a letter, `*` one digit or more, and everything else stands for itself.',
    ),
}) satisfies z.ZodType<Requirements>;

/** `deprecated` and `disabled` ones are shown with the reason and take no new requests. */
export const templateStates = ['available', 'deprecated', 'disabled'] as const;
export const templateStateSchema = z.enum(templateStates);
export type TemplateState = z.infer<typeof templateStateSchema>;

export const templateStateSetters = ['admin', 'canary', 'check'] as const;

/** How long this template took from its clone to ready, lately. Seconds. */
export const provisionHistorySchema = z.object({
  samples: z.int().min(1),
  medianSeconds: z.int().min(0),
  p95Seconds: z.int().min(0),
});
export type ProvisionHistory = z.infer<typeof provisionHistorySchema>;

/** `inconclusive`: the cluster could not carry it out, which says nothing about the template. */
export const canaryOutcomes = ['running', 'passed', 'failed', 'inconclusive'] as const;
export const canaryOutcomeSchema = z.enum(canaryOutcomes);
export type CanaryOutcome = z.infer<typeof canaryOutcomeSchema>;

export const canaryTriggers = ['nightly', 'request'] as const;
export const canaryTriggerSchema = z.enum(canaryTriggers);
export type CanaryTrigger = z.infer<typeof canaryTriggerSchema>;

/** What the canaries of the last 30 days say: a VM made, started, reached and deleted. */
export const canaryHealthSchema = z.object({
  runs: z.int().min(0),
  passed: z.int().min(0),
  medianSeconds: z.int().nullable(),
  last: z
    .object({
      at: timestampSchema,
      outcome: canaryOutcomeSchema,
      /** In words, and as a code with its parameters. */
      reason: z.string().nullable(),
      cause: wireReasonSchema.nullable(),
    })
    .nullable(),
});
export type CanaryHealth = z.infer<typeof canaryHealthSchema>;

export const templateSchema = z.object({
  id: uuidSchema,
  slug: z.string(),
  version: z.int().min(1),
  name: z.string(),
  category: templateCategorySchema,
  icon: templateIconSchema,
  summary: z.string(),
  description: z.string(),
  operatingSystem: z.string(),
  /** What a support person finds in the VM: services, ports, tools. */
  included: z.array(z.string()),
  vcpus: boundsSchema,
  memoryMiB: boundsSchema,
  diskGiB: boundsSchema,
  /** Sizes that are offered by name, as administrators order them. */
  sizes: z.array(templateSizeSchema),
  lease: z.object({
    minHours: z.int(),
    defaultHours: z.int(),
    maxHours: z.int(),
    graceHours: z.int().nullable(),
    noEnd: z.boolean(),
    restoreHours: z.int(),
  }),
  /** What a request for a VM has to say. */
  requires: requirementsSchema,
  accessMethods: z.array(accessMethodSchema),
  loginUser: z.string().nullable(),
  cloudInit: z.boolean(),
  guestAgent: z.boolean(),
  firstBoot: firstBootSchema,
  state: templateStateSchema,
  /** Why it is deprecated or disabled; null while available. */
  stateReason: z.string().nullable(),
  /** The same as a code for programs, with its parameters. */
  stateCause: wireReasonSchema.nullable(),
  /** Who set the state: an administrator, the canary that failed, or the check of its source before a VM is made. */
  stateSetBy: z.enum(templateStateSetters),
  /** Whether a request would be taken now, and if not, why not: its state, or its cluster's. */
  creatable: actionStateSchema,
  /** Since when its cluster has not answered; null while it answers. A request that is taken meanwhile waits. */
  clusterUnreachableSince: timestampSchema.nullable(),
  history: provisionHistorySchema.nullable(),
  canary: canaryHealthSchema.nullable(),
  /** Where it lies in PVE; null for callers who do not administer the cluster. */
  source: z.object({ clusterId: uuidSchema, cluster: z.string(), vmid: z.int() }).nullable(),
});
export type Template = z.infer<typeof templateSchema>;

/** By id or slug. */
export const templateIdSchema = z.strictObject({ id: idParamSchema });

export const templateListSchema = z.object({ items: z.array(templateSchema), nextCursor: z.null() });
export type TemplateList = z.infer<typeof templateListSchema>;
