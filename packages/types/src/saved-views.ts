// Views of the list of deployments that a person has named: filters and an order, as the list takes them.
import { z } from 'zod';
import { listDeploymentsSchema } from './deployment.ts';
import { savedViewNameMax } from './filters.ts';
import { lineSchema, uuidSchema } from './primitives.ts';

const viewFiltersSchema = listDeploymentsSchema.omit({ cursor: true, limit: true });
export type ViewFilters = z.infer<typeof viewFiltersSchema>;

/** As the address does, it leaves out what this release does not know: a newer one may have saved it. */
export const knownViewFilters = (stored: Readonly<Record<string, unknown>>): ViewFilters => {
  const isKnown = ([name, value]: readonly [string, unknown]) => viewFiltersSchema.safeParse({ [name]: value }).success;
  return viewFiltersSchema.parse(Object.fromEntries(Object.entries(stored).filter(isKnown)));
};

export const savedViewSchema = z.object({ id: uuidSchema, name: z.string(), filters: viewFiltersSchema });
export type SavedView = z.infer<typeof savedViewSchema>;

/** By name. */
export const savedViewListSchema = z.object({ items: z.array(savedViewSchema) });
export type SavedViewList = z.infer<typeof savedViewListSchema>;

export const saveViewSchema = z.strictObject({ name: lineSchema(savedViewNameMax), filters: viewFiltersSchema });
export type SaveView = z.infer<typeof saveViewSchema>;
export const forgetViewSchema = z.strictObject({ id: uuidSchema });
