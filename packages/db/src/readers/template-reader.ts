// Templates on offer, and any published version. A version never changes, so those once read are kept in memory: lists
// of deployments name few versions many times.
import type { TemplateReader, TemplateVersion } from '@portal/domain';
import type { PrismaClient } from '../generated/client.ts';
import { templateVersionRow } from '../rows.ts';
import { isUuid } from '../uuid.ts';
import { templateVersionOf } from './by-key.ts';

/** Far more versions than a portal has; a bound nevertheless. */
const KEPT_VERSIONS = 2_000;

export type TemplateVersionLookup = (templateId: string, version: number) => Promise<TemplateVersion | null>;

export const createTemplateVersionLookup = (prisma: PrismaClient): TemplateVersionLookup => {
  const kept = new Map<string, TemplateVersion>();
  return async (templateId, version) => {
    const key = `${templateId}:${version}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const read = isUuid(templateId) ? await templateVersionOf(prisma, templateId, version) : null;
    if (read === null) return null;
    if (kept.size >= KEPT_VERSIONS) kept.clear();
    kept.set(key, read);
    return read;
  };
};

const current = { current: { include: { template: true } } } as const;

export const createTemplateReader = (prisma: PrismaClient): TemplateReader => ({
  list: async () => {
    const rows = await prisma.template.findMany({
      where: { active: true, current: { isNot: null } },
      include: current,
      orderBy: [{ current: { category: 'asc' } }, { current: { name: 'asc' } }],
    });
    return rows.flatMap((row) => (row.current === null ? [] : [templateVersionRow.parse(row.current)]));
  },
  current: async (idOrSlug) => {
    if (idOrSlug.includes('\0')) return null;
    const where = isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
    const row = await prisma.template.findUnique({ where: { ...where, active: true }, include: current });
    return row?.current == null ? null : templateVersionRow.parse(row.current);
  },
});
