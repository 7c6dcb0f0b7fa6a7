// What administrators write down about a template, and what they see of it: the published versions with their source in
// PVE, the canaries, and the PVE templates that a cluster shows. The file of offers has the same schema.
import { z } from 'zod';
import { wireReasonSchema } from './codes/define.ts';
import { type FieldCode, rule } from './codes/fields.ts';
import { guestOptionsSchema } from './guest-options.ts';
import { type SizeMeasure, sizeMeasures } from './limit-measures.ts';
import { idParamSchema, lineSchema, paragraphsSchema, timestampSchema, uuidSchema } from './primitives.ts';
import { nothingRequired } from './requirements.ts';
import { deploymentStatusSchema } from './status-schemas.ts';
import {
  accessMethodSchema,
  canaryOutcomeSchema,
  canaryTriggerSchema,
  cloudInitNetworkSchema,
  firstBootSchema,
  mostSizes,
  requirementsSchema,
  type TemplateSize,
  templateCategorySchema,
  templateIconSchema,
  templateSizeSchema,
} from './template.ts';

export const cloneModes = ['linked', 'full'] as const;
export const cloneModeSchema = z.enum(cloneModes);
export type CloneMode = z.infer<typeof cloneModeSchema>;

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Stays for ever: a later version keeps it. VMs get names that begin with it. */
export const slugSchema = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, rule('label_malformed'))
  .refine((slug) => !uuidForm.test(slug), rule('slug_like_id'));

/** Said of the first of the three. */
const ordered = (first: string) => ({ path: [first], error: rule('bounds_out_of_order') });

const figuresSchema = (least: number, most: number) =>
  z
    .strictObject({
      min: z.int().min(least).max(most),
      default: z.int().min(least).max(most),
      max: z.int().min(least).max(most),
    })
    .refine((size) => size.min <= size.default && size.default <= size.max, ordered('min'));

const leaseSchema = z
  .strictObject({
    minHours: z.int().min(1).max(876_000),
    defaultHours: z.int().min(1).max(876_000),
    maxHours: z
      .int()
      .min(1)
      .max(876_000)
      .describe('The longest life of a VM; where it is kept at the end, how far ahead of now its lease may end.'),
    graceHours: z
      .int()
      .min(0)
      .max(8_760)
      .nullable()
      .describe(
        'What the end of a lease does: the VM is stopped, and deleted after so many hours. 0 deletes it at once; null keeps it, stopped, until somebody extends or deletes it.',
      ),
    noEnd: z.boolean().default(false).describe('Whether leads and administrators may let a VM stay without an end.'),
    restoreHours: z
      .int()
      .min(0)
      .max(8_760)
      .default(0)
      .describe(
        'For how long a VM that somebody deletes is kept, stopped, and can be restored. 0 destroys it at once.',
      ),
  })
  .refine((lease) => lease.minHours <= lease.defaultHours && lease.defaultHours <= lease.maxHours, ordered('minHours'));

const sourceShape = {
  vmid: z.int().min(100).max(999_999_999).describe('VMID of the PVE template.'),
  disk: z
    .string()
    .min(1)
    .regex(/^(scsi|virtio|sata|ide)\d{1,2}$/, rule('disk_key_malformed'))
    .describe('PVE’s key of the disk that `diskGiB` is about, such as `scsi0`.'),
  cloneMode: cloneModeSchema,
  cloudInit: z.boolean().describe('Cloud-init (or cloudbase-init) sets up user, keys, host name and network.'),
  guestAgent: z.boolean().describe('The QEMU guest agent runs in it and tells the addresses.'),
  firstBoot: firstBootSchema.default('plain'),
  network: cloudInitNetworkSchema.default('dhcp'),
} as const;
const sourceSchema = z.strictObject(sourceShape);

/** Everything about a template but its slug and the cluster that its source lies in. */
const definitionShape = {
  name: lineSchema(80),
  category: templateCategorySchema,
  icon: templateIconSchema.default('other').describe('What its sign shows.'),
  summary: lineSchema(200),
  description: paragraphsSchema(2_000),
  operatingSystem: lineSchema(80),
  included: z.array(lineSchema(200)).min(1).max(20).describe('What a support person finds in the VM.'),
  source: sourceSchema,
  vcpus: figuresSchema(1, 1_024),
  memoryMiB: figuresSchema(16, 16_777_216),
  diskGiB: figuresSchema(1, 1_048_576),
  sizes: z
    .array(templateSizeSchema)
    .max(mostSizes)
    .default([])
    .describe('Sizes that are offered by name, each within the bounds; people may choose figures of their own beside.'),
  lease: leaseSchema,
  requires: requirementsSchema
    .default(nothingRequired)
    .describe('What a request for a VM has to say, and how its ticket has to read.'),
  accessMethods: z.array(accessMethodSchema).min(1).max(4),
  loginUser: lineSchema(64).nullable().describe('Whom to sign in as; with cloud-init, the user that it makes.'),
} as const;

type Source = z.output<typeof sourceSchema>;

interface Fault {
  readonly path: PropertyKey[];
  readonly message: FieldCode;
}

/** A guest that sets itself up is followed through its agent. */
const sourceFaults = (source: Source): readonly Fault[] => {
  const needs = (field: string, message: FieldCode) => [{ path: ['source', field], message }];
  return [
    ...(source.firstBoot !== 'plain' && !source.guestAgent ? needs('guestAgent', 'first_boot_without_agent') : []),
    ...(source.firstBoot === 'cloudbase_init' && !source.cloudInit
      ? needs('cloudInit', 'cloudbase_init_without_drive')
      : []),
  ];
};

type Range = Readonly<Record<'min' | 'max', number>>;
type Bounded = Readonly<Record<SizeMeasure, Range>> & { readonly sizes: readonly TemplateSize[] };

/** Sizes are chosen by their names, and none is offered that would be refused. */
const sizeFaults = ({ sizes, ...bounds }: Bounded): readonly Fault[] =>
  sizes.flatMap((size, index) => [
    ...(sizes.findIndex(({ name }) => name === size.name) < index
      ? [{ path: ['sizes', index, 'name'], message: rule('size_repeated') }]
      : []),
    ...sizeMeasures
      .filter((measure) => size[measure] < bounds[measure].min || size[measure] > bounds[measure].max)
      .map((measure) => ({ path: ['sizes', index, measure], message: rule('size_outside_bounds') })),
  ]);

/** What does not fit together, by field. */
const refuseContradictions = (value: Bounded & { readonly source: Source }, context: z.RefinementCtx): void => {
  for (const { path, message } of [...sourceFaults(value.source), ...sizeFaults(value)]) {
    context.addIssue({ code: 'custom', path, message });
  }
};

const definitionSchema = z.strictObject(definitionShape);
/** What one version says of a template. */
export type TemplateDefinition = z.output<typeof definitionSchema>;

/** One entry of a file of offers. */
export const offerSchema = z
  .strictObject({
    slug: slugSchema,
    ...definitionShape,
    /** What is published already keeps its own where it is left out. */
    icon: templateIconSchema.optional(),
    source: z.strictObject({
      /** Name of the cluster that the PVE template lies in; the first one where it is left out. */
      cluster: lineSchema(64).nullable().default(null),
      ...sourceShape,
    }),
  })
  .superRefine(refuseContradictions);
export type Offer = z.output<typeof offerSchema>;

/** Of a certain cluster. */
const locatedShape = {
  ...definitionShape,
  source: z.strictObject({
    cluster: idParamSchema.describe('Id or name of the cluster that the PVE template lies in.'),
    ...sourceShape,
  }),
} as const;

export const registerTemplateSchema = z
  .strictObject({ slug: slugSchema, ...locatedShape })
  .superRefine(refuseContradictions);
export type RegisterTemplate = z.output<typeof registerTemplateSchema>;

export const publishTemplateSchema = z
  .strictObject({
    id: idParamSchema,
    baseVersion: z
      .int()
      .min(1)
      .describe('The version that this one was written from: refused when another was published since.'),
    ...locatedShape,
  })
  .superRefine(refuseContradictions);
export type PublishTemplate = z.output<typeof publishTemplateSchema>;

/** For deprecating and disabling: everybody reads the reason beside the template. */
export const templateReasonSchema = z.strictObject({
  id: idParamSchema,
  reason: lineSchema(300).describe('Shown to everybody: why, and what to use instead.'),
});
export type TemplateReason = z.infer<typeof templateReasonSchema>;

/** A published version as administrators see it; it never changes. */
export const templateVersionSchema = z.object({
  templateId: uuidSchema,
  slug: z.string(),
  version: z.int().min(1),
  publishedAt: timestampSchema,
  ...definitionShape,
  source: z.object({ clusterId: uuidSchema, cluster: z.string(), ...sourceShape }),
});
export type TemplateVersionView = z.output<typeof templateVersionSchema>;

/** Newest first. */
export const templateVersionListSchema = z.object({ items: z.array(templateVersionSchema) });
export type TemplateVersionList = z.output<typeof templateVersionListSchema>;

/** One try of a template: its VM is made, started, reached and deleted. */
export const canaryRunSchema = z.object({
  id: uuidSchema,
  templateId: uuidSchema,
  templateVersion: z.int().min(1),
  trigger: canaryTriggerSchema,
  outcome: canaryOutcomeSchema,
  /** Why it failed, or could not be tried; null otherwise. */
  reason: z.string().nullable(),
  /** The same as a code for programs, with its parameters. */
  cause: wireReasonSchema.nullable(),
  /** From its clone to ready; null until it passed. */
  seconds: z.int().min(0).nullable(),
  startedAt: timestampSchema,
  endedAt: timestampSchema.nullable(),
  /** Its VM, and where that stands: `deleted` when nothing is left behind. Null until it is asked for. */
  vm: z
    .object({
      deploymentId: uuidSchema,
      status: deploymentStatusSchema,
      message: z.string().nullable(),
      reason: wireReasonSchema.nullable(),
    })
    .nullable(),
});
export type CanaryRunView = z.infer<typeof canaryRunSchema>;

export const canaryIdSchema = z.strictObject({ id: idParamSchema });

/** Newest first. */
export const canaryRunListSchema = z.object({ items: z.array(canaryRunSchema) });
export type CanaryRunList = z.infer<typeof canaryRunListSchema>;

/** A PVE template that a cluster shows to the portal, with what a closer look told of it. */
export const seenTemplateSchema = z.object({
  vmid: z.int(),
  node: z.string(),
  name: z.string().nullable(),
  cores: z.int().nullable(),
  memoryMiB: z.int().nullable(),
  /** Null until the portal has looked at its configuration. */
  config: z
    .object({
      osType: z.string().nullable(),
      guestAgent: z.boolean(),
      cloudInitDrive: z.boolean(),
      disks: z.array(z.object({ key: z.string(), sizeGiB: z.number() })),
      /** What a VM has from it besides; null until it is looked at again after an update of the portal. */
      options: guestOptionsSchema.nullable(),
    })
    .nullable(),
  /** Templates of the portal whose current version is made from it. */
  usedBy: z.array(z.object({ id: uuidSchema, name: z.string(), version: z.int().min(1) })),
});
export type SeenTemplate = z.infer<typeof seenTemplateSchema>;

export const seenTemplateListSchema = z.object({
  cluster: z.object({ id: uuidSchema, name: z.string() }),
  /** When the cluster was last looked at; null before the first time. */
  observedAt: timestampSchema.nullable(),
  unreachableSince: timestampSchema.nullable(),
  /** By VMID. */
  items: z.array(seenTemplateSchema),
});
export type SeenTemplateList = z.infer<typeof seenTemplateListSchema>;
