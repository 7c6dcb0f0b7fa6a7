// Roles that administrators make: a built-in one, and of what it may a set of scopes (scopes.ts).
import { z } from 'zod';
import { idParamSchema, lineSchema, timestampSchema, uuidSchema } from './primitives.ts';
import { roleSchema } from './principal.ts';
import { scopeListSchema } from './tokens.ts';

const roleNameSchema = lineSchema(100);

export const customRoleSchema = z.object({
  id: uuidSchema,
  version: z.int().min(1),
  name: z.string(),
  /** The built-in role that it narrows: whose VMs its people see, and their limits, are those of this one. */
  base: roleSchema,
  scopes: z.array(z.string()),
  /** How many have it, whether they are disabled or not. */
  people: z.int().min(0),
  createdAt: timestampSchema,
  updatedAt: timestampSchema,
});
export type CustomRole = z.infer<typeof customRoleSchema>;

export const customRoleListSchema = z.object({ items: z.array(customRoleSchema), nextCursor: z.null() });
export type CustomRoleList = z.infer<typeof customRoleListSchema>;

export const customRoleIdSchema = z.strictObject({ id: idParamSchema });

export const createRoleSchema = z.strictObject({
  name: roleNameSchema,
  base: roleSchema.describe('The built-in role that it narrows. It stays so.'),
  scopes: scopeListSchema,
});
export type CreateRole = z.infer<typeof createRoleSchema>;

/** What is left out stays as it is. */
export const changeRoleSchema = z.strictObject({
  id: idParamSchema,
  name: roleNameSchema.optional(),
  scopes: scopeListSchema.optional(),
});
export type ChangeRole = z.infer<typeof changeRoleSchema>;

/** What tokens and roles are made of. */
export const scopeCatalogSchema = z.object({
  items: z.array(
    z.object({
      resource: z.string(),
      scopes: z.array(
        z.object({
          scope: z.string(),
          summary: z.string(),
          /** Whether `read` covers it. */
          changesNothing: z.boolean(),
          /** Whether API tokens have it too. */
          forTokens: z.boolean(),
        }),
      ),
    }),
  ),
  nextCursor: z.null(),
});
export type ScopeCatalog = z.infer<typeof scopeCatalogSchema>;
