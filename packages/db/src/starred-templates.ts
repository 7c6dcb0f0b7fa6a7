// What people have starred of the offer.
import type { StarredTemplates, StarWrite } from '@portal/domain';
import type { Client } from './readers/by-key.ts';

export const createStarredTemplates = (client: Client): StarredTemplates => ({
  ofPerson: async (userId) => {
    const rows = await client.starredTemplate.findMany({ where: { userId }, select: { templateId: true } });
    return rows.map(({ templateId }) => templateId);
  },
});

export const starWriters = {
  'template.star': async (client: Client, { userId, templateId, starred }: StarWrite): Promise<void> => {
    const row = { userId, templateId };
    if (starred) await client.starredTemplate.create({ data: row, select: { userId: true } });
    else await client.starredTemplate.delete({ where: { userId_templateId: row }, select: { userId: true } });
  },
};
