// The people that somebody may give VMs to, and what they are found by.
import { z } from 'zod';
import { longestFilter } from './filters.ts';
import { pageLimitSchema, searchTextSchema, uuidSchema } from './primitives.ts';
import { roleSchema } from './principal.ts';

export const listColleaguesSchema = z.strictObject({
  q: searchTextSchema.max(longestFilter.q).describe('Part of a name or an e-mail address.').optional(),
  limit: pageLimitSchema.optional(),
});
export type ListColleagues = z.infer<typeof listColleaguesSchema>;

export const colleagueSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  team: z.object({ id: uuidSchema, name: z.string() }).nullable(),
});
export type Colleague = z.infer<typeof colleagueSchema>;

/** By name. `more`: there are others, to be found by `q`. */
export const colleagueListSchema = z.object({ items: z.array(colleagueSchema), more: z.boolean() });
export type ColleagueList = z.infer<typeof colleagueListSchema>;
