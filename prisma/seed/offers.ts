// The offer as a file: what an operator writes down about each template, checked before anything is published. The file
// of the simulated cluster, prisma/templates/demo.json, is the example to copy.
import { readFile } from 'node:fs/promises';
import type { TemplateVersion } from '@portal/domain';
import { accessMethodSchema, templateCategorySchema } from '@portal/types';
import { z } from 'zod';

const size = z
  .strictObject({ min: z.int().min(1), default: z.int(), max: z.int() })
  .refine((bounds) => bounds.min <= bounds.default && bounds.default <= bounds.max, 'Write min ≤ default ≤ max.');

const lease = z
  .strictObject({
    minHours: z.int().min(1),
    defaultHours: z.int(),
    maxHours: z.int(),
    graceHours: z.int().min(0),
  })
  .refine(
    ({ minHours, defaultHours, maxHours }) => minHours <= defaultHours && defaultHours <= maxHours,
    'Write minHours ≤ defaultHours ≤ maxHours.',
  );

const source = z.strictObject({
  /** VMID of the PVE template. */
  vmid: z.int().min(100).max(999_999_999),
  /** PVE's key of the disk that `diskGiB` is about, such as `scsi0`. */
  disk: z.string().regex(/^(scsi|virtio|sata|ide)\d+$/),
  cloneMode: z.enum(['linked', 'full']),
  cloudInit: z.boolean(),
  guestAgent: z.boolean(),
});

const offerSchema = z.strictObject({
  /** Stays for ever: a changed offer with the same slug is its next version. */
  slug: z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/),
  name: z.string().min(1).max(80),
  category: templateCategorySchema,
  summary: z.string().min(1).max(200),
  description: z.string().min(1).max(2_000),
  operatingSystem: z.string().min(1).max(80),
  included: z.array(z.string().min(1)).min(1),
  source,
  vcpus: size,
  memoryMiB: size,
  diskGiB: size,
  lease,
  accessMethods: z.array(accessMethodSchema).min(1),
  loginUser: z.string().min(1).nullable(),
});

export type Offer = Omit<TemplateVersion, 'templateId' | 'clusterId' | 'version'>;

const offersSchema = z
  .array(
    offerSchema.transform(({ source: from, lease: term, ...offer }): Offer => {
      const { vmid: sourceVmid, ...origin } = from;
      const { minHours, defaultHours, maxHours, graceHours } = term;
      const hours = { leaseMinHours: minHours, leaseDefaultHours: defaultHours, leaseMaxHours: maxHours, graceHours };
      return { ...offer, ...origin, sourceVmid, ...hours };
    }),
  )
  .refine((offers) => new Set(offers.map(({ slug }) => slug)).size === offers.length, 'Each slug may appear once.');

/** Throws with the place of every fault in the file. */
export const readOffers = async (file: string | URL): Promise<readonly Offer[]> => {
  const parsed = offersSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(`The offers in ${String(file)} are not usable:\n${z.prettifyError(parsed.error)}`);
};
