// Views of the list that people have named.
import { type SavedViewReader, type SavedViewWrite, StaleVersionError } from '@portal/domain';
import { knownViewFilters, savedViewSchema } from '@portal/types';
import { z } from 'zod';
import type { Client } from './readers/by-key.ts';

const savedViewRow = savedViewSchema.extend({
  filters: z.record(z.string(), z.unknown()).transform(knownViewFilters),
});

export const createSavedViewReader = (client: Client): SavedViewReader => ({
  ofPerson: async (userId) => {
    const rows = await client.savedView.findMany({ where: { userId }, orderBy: { name: 'asc' } });
    return rows.map((row) => savedViewRow.parse(row));
  },
});

type WriteOf<Kind extends SavedViewWrite['kind']> = Extract<SavedViewWrite, { readonly kind: Kind }>;

export const savedViewWriters: {
  readonly [Kind in SavedViewWrite['kind']]: (client: Client, write: WriteOf<Kind>) => Promise<void>;
} = {
  'savedView.insert': async (client, { row }) => {
    await client.savedView.create({ data: row, select: { id: true } });
  },
  'savedView.remove': async (client, { id, userId }) => {
    if ((await client.savedView.deleteMany({ where: { id, userId } })).count !== 1) throw new StaleVersionError();
  },
};
