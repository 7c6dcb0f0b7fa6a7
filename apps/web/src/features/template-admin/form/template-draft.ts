// What the form for a template holds while it is being filled in, and the request that it becomes: of the contract's own shape, so
// that each field bears the name that the server has for it.
import {
  accessMethodSchema,
  cloneModeSchema,
  cloudInitNetworkSchema,
  firstBootSchema,
  type PublishTemplate,
  publishTemplateSchema,
  type RegisterTemplate,
  registerTemplateSchema,
  type TemplateVersionView,
  templateCategorySchema,
  templateIconSchema,
} from '@portal/types';
import { z } from 'zod';
import { leaseEndOf, leaseEnds } from '../../templates/lease-end.ts';

/** Null while a field holds no number. */
const figure = z.number().nullable();
const bounds = z.object({ min: figure, default: figure, max: figure });
const text = z.string();

const lease = z
  .object({
    minHours: figure,
    defaultHours: figure,
    maxHours: figure,
    atEnd: z.enum(leaseEnds),
    /** Of no account at another end. */
    graceHours: figure,
    noEnd: z.boolean(),
    restoreHours: figure,
  })
  .superRefine(({ atEnd, graceHours: input }, context) => {
    // None at all is another end.
    if (atEnd !== 'grace' || input !== 0) return;
    const atLeast = { code: 'too_small', origin: 'number', minimum: 1, inclusive: true } as const;
    context.addIssue({ ...atLeast, input, path: ['graceHours'] });
  });

export const templateDraftSchema = z.object({
  slug: text,
  name: text,
  category: templateCategorySchema,
  icon: templateIconSchema,
  summary: text,
  description: text,
  operatingSystem: text,
  /** One thing a line. */
  included: text,
  source: z.object({
    /** Empty, as the VMID and the disk, until one is chosen. */
    cluster: text,
    vmid: text,
    disk: text,
    cloneMode: cloneModeSchema,
    cloudInit: z.boolean(),
    guestAgent: z.boolean(),
    firstBoot: firstBootSchema,
    network: cloudInitNetworkSchema,
  }),
  vcpus: bounds,
  memoryMiB: bounds,
  diskGiB: bounds,
  sizes: z.array(z.object({ name: text, vcpus: figure, memoryMiB: figure, diskGiB: figure })),
  lease,
  requires: z.object({ ticket: z.boolean(), customer: z.boolean(), purpose: z.boolean(), ticketPattern: text }),
  accessMethods: z.array(accessMethodSchema),
  loginUser: text,
});
export type TemplateDraft = z.infer<typeof templateDraftSchema>;

/** Before a PVE template is chosen: a small machine for some days. */
export const emptyDraft: TemplateDraft = {
  slug: '',
  name: '',
  category: 'linux_utility',
  icon: 'other',
  summary: '',
  description: '',
  operatingSystem: '',
  included: '',
  source: {
    cluster: '',
    vmid: '',
    disk: '',
    cloneMode: 'linked',
    cloudInit: false,
    guestAgent: true,
    firstBoot: 'plain',
    network: 'dhcp',
  },
  vcpus: { min: 1, default: 2, max: 8 },
  memoryMiB: { min: 1_024, default: 2_048, max: 16_384 },
  diskGiB: { min: 10, default: 20, max: 100 },
  sizes: [],
  lease: {
    minHours: 1,
    defaultHours: 72,
    maxHours: 336,
    atEnd: 'grace',
    graceHours: 72,
    noEnd: false,
    restoreHours: 0,
  },
  requires: { ticket: false, customer: false, purpose: false, ticketPattern: '' },
  accessMethods: ['ssh'],
  loginUser: '',
};

/** A published version as the beginning of the next one. */
export const draftOf = ({
  source,
  included,
  loginUser,
  lease,
  requires,
  ...version
}: TemplateVersionView): TemplateDraft =>
  templateDraftSchema.parse({
    ...version,
    included: included.join('\n'),
    loginUser: loginUser ?? '',
    requires: { ...requires, ticketPattern: requires.ticketPattern ?? '' },
    lease: {
      ...lease,
      atEnd: leaseEndOf(lease.graceHours),
      graceHours: lease.graceHours || emptyDraft.lease.graceHours,
    },
    source: { ...source, cluster: source.clusterId, vmid: String(source.vmid) },
  });

const linesOf = (lines: string): string[] =>
  lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const hoursOf = ({ atEnd, graceHours, ...lease }: TemplateDraft['lease']) => ({
  ...lease,
  // An empty field is no grace, and must not be taken for one without an end.
  graceHours: { keep: null, delete: 0, grace: graceHours ?? undefined }[atEnd],
});

const orNull = (line: string): string | null => (line.trim() === '' ? null : line);

const wireOf = ({ slug: _slug, source, included, loginUser, lease, requires, ...draft }: TemplateDraft) => ({
  ...draft,
  lease: hoursOf(lease),
  included: linesOf(included),
  requires: { ...requires, ticketPattern: orNull(requires.ticketPattern) },
  loginUser: orNull(loginUser),
  source: { ...source, vmid: source.vmid === '' ? null : Number(source.vmid) },
});

/** The version that a new one is written from. */
type Base = Pick<TemplateVersionView, 'templateId' | 'version'>;

/** Null registers a new template. */
export const requestSchema = (base: Base | null): z.ZodType<RegisterTemplate | PublishTemplate, TemplateDraft> =>
  base === null
    ? templateDraftSchema
        .transform((draft): unknown => ({ slug: draft.slug.trim(), ...wireOf(draft) }))
        .pipe(registerTemplateSchema)
    : templateDraftSchema
        .transform((draft): unknown => ({ id: base.templateId, baseVersion: base.version, ...wireOf(draft) }))
        .pipe(publishTemplateSchema);
