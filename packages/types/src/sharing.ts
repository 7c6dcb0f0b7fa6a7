// Contracts of sharing: with whom, and to do what.
import { z } from 'zod';
import { longestFilter } from './filters.ts';
import { filterTextSchema, idParamSchema, timestampSchema, uuidSchema } from './primitives.ts';
import { shareLevels } from './sharing-actions.ts';

export const shareLevelSchema = z.enum(shareLevels);

export const shareDeploymentSchema = z.strictObject({
  id: idParamSchema,
  with: filterTextSchema
    .min(1)
    .max(longestFilter.owner)
    .describe('Id or e-mail address of the colleague, or the id of the team.'),
  level: shareLevelSchema,
});
export type ShareDeployment = z.infer<typeof shareDeploymentSchema>;

export const shareIdSchema = z.strictObject({ id: idParamSchema, shareId: idParamSchema });
export type ShareId = z.infer<typeof shareIdSchema>;

export const shareSchema = z.object({
  id: uuidSchema,
  level: shareLevelSchema,
  /** Whose it is to use as well: a colleague, or everybody of a team. */
  with: z.object({ kind: z.enum(['person', 'team']), id: uuidSchema, name: z.string(), email: z.string().nullable() }),
  createdAt: timestampSchema,
});
export type Share = z.infer<typeof shareSchema>;

/** Oldest first. */
export const shareListSchema = z.object({ items: z.array(shareSchema) });
export type ShareList = z.infer<typeof shareListSchema>;
