// An approved offer, as people and integrators see it. Where it comes from in PVE is not theirs to know.
import { z } from 'zod';
import { boundsSchema, idParamSchema, uuidSchema } from './primitives.ts';

export const templateCategories = ['pbx_appliance', 'windows_client', 'linux_utility'] as const;
export const templateCategorySchema = z.enum(templateCategories);
export type TemplateCategory = z.infer<typeof templateCategorySchema>;

export const accessMethods = ['ssh', 'rdp', 'https', 'console'] as const;
export const accessMethodSchema = z.enum(accessMethods);
export type AccessMethod = z.infer<typeof accessMethodSchema>;

export const templateSchema = z.object({
  id: uuidSchema,
  slug: z.string(),
  version: z.int().min(1),
  name: z.string(),
  category: templateCategorySchema,
  summary: z.string(),
  description: z.string(),
  operatingSystem: z.string(),
  /** What a support person finds in the VM: services, ports, tools. */
  included: z.array(z.string()),
  vcpus: boundsSchema,
  memoryMiB: boundsSchema,
  diskGiB: boundsSchema,
  lease: z.object({ minHours: z.int(), defaultHours: z.int(), maxHours: z.int(), graceHours: z.int() }),
  accessMethods: z.array(accessMethodSchema),
  loginUser: z.string().nullable(),
  cloudInit: z.boolean(),
  guestAgent: z.boolean(),
});
export type Template = z.infer<typeof templateSchema>;

/** By id or slug. */
export const templateIdSchema = z.strictObject({ id: idParamSchema });

export const templateListSchema = z.object({ items: z.array(templateSchema), nextCursor: z.null() });
export type TemplateList = z.infer<typeof templateListSchema>;
