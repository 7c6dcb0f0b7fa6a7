// What somebody's own choice of a template begins with: what they have starred, and what they used last.
import { z } from 'zod';
import { uuidSchema } from './primitives.ts';

export const templateChoiceSchema = z.object({
  starred: z.array(uuidSchema),
  /** The last one first, a few at most. */
  lastUsed: z.array(uuidSchema),
});
export type TemplateChoice = z.infer<typeof templateChoiceSchema>;

export const starTemplateSchema = z.strictObject({ id: uuidSchema, starred: z.boolean() });
export type StarTemplate = z.infer<typeof starTemplateSchema>;
