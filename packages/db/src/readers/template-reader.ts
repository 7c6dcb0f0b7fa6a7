// Templates on offer, and any published version. A version never changes, so those once read are kept in memory: lists
// of deployments name few versions many times.
import type { CanaryRun, CanaryStanding, TemplateOffer, TemplateReader, TemplateVersion } from '@portal/domain';
import { daysAfter } from '@portal/types';
import { rethrow } from '../database-errors.ts';
import type { Prisma, PrismaClient } from '../generated/client.ts';
import { canaryRunRow, templateStatusRow, templateVersionRow } from '../rows/templates.ts';
import { isUuid } from '../uuid.ts';
import { templateVersionOf } from './by-key.ts';
import type { TemplateHistories } from './template-history.ts';

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

/** Canaries older than this say little about a template's health. */
const CANARY_DAYS = 30;

const median = (figures: readonly number[]): number | null => {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
};

/** Newest first. A run that is under way is the last one, and counts in neither figure. */
const healthOf = (runs: readonly CanaryRun[]): CanaryStanding | null => {
  const [last] = runs;
  if (last === undefined) return null;
  const judged = runs.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed');
  const passed = judged.filter(({ outcome }) => outcome === 'passed');
  return {
    runs: judged.length,
    passed: passed.length,
    medianSeconds: median(passed.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))),
    last: { at: (last.endedAt ?? last.startedAt).toISOString(), outcome: last.outcome, reason: last.reason },
  };
};

type TemplateRow = Prisma.TemplateGetPayload<{ include: typeof include }>;

const include = { current: { include: { template: true } } } as const;

export const createTemplateReader = (prisma: PrismaClient, histories: TemplateHistories): TemplateReader => {
  const recentRuns = async (templateIds: readonly string[]): Promise<readonly CanaryRun[]> => {
    const since = daysAfter(new Date(), -CANARY_DAYS);
    const rows = await prisma.canaryRun.findMany({
      where: { templateId: { in: [...templateIds] }, startedAt: { gte: since } },
      orderBy: { startedAt: 'desc' },
    });
    return rows.map((row) => canaryRunRow.parse(row));
  };

  const offersOf = async (rows: readonly TemplateRow[]): Promise<readonly TemplateOffer[]> => {
    const [runs, history] = await Promise.all([recentRuns(rows.map(({ id }) => id)), histories()]);
    return rows.flatMap((row) => {
      if (row.current === null) return [];
      return [
        {
          current: templateVersionRow.parse(row.current),
          status: templateStatusRow.parse(row),
          history: history.get(row.id) ?? null,
          canary: healthOf(runs.filter(({ templateId }) => templateId === row.id)),
        },
      ];
    });
  };

  return {
    list: async () => {
      const rows = await prisma.template
        .findMany({
          where: { current: { isNot: null } },
          include,
          orderBy: [{ current: { category: 'asc' } }, { current: { name: 'asc' } }],
        })
        .catch(rethrow);
      return offersOf(rows);
    },
    byId: async (idOrSlug) => {
      if (idOrSlug.includes('\0')) return null;
      const where = isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
      const row = await prisma.template.findUnique({ where, include }).catch(rethrow);
      return row === null ? null : ((await offersOf([row]))[0] ?? null);
    },
    versions: async (templateId) => {
      if (!isUuid(templateId)) return [];
      const rows = await prisma.templateVersion.findMany({
        where: { templateId },
        include: { template: true },
        orderBy: { version: 'desc' },
      });
      return rows.map((row) => ({ ...templateVersionRow.parse(row), publishedAt: row.publishedAt }));
    },
    canaryRuns: async (templateId, limit) => {
      if (!isUuid(templateId)) return [];
      const rows = await prisma.canaryRun.findMany({
        where: { templateId },
        orderBy: { startedAt: 'desc' },
        take: limit,
      });
      return rows.map((row) => canaryRunRow.parse(row));
    },
    lastUsedBy: async (userId, limit) => {
      const used = await prisma.deployment.groupBy({
        by: 'templateId',
        where: { ownerId: userId },
        orderBy: { _max: { createdAt: 'desc' } },
        take: limit,
      });
      return used.map(({ templateId }) => templateId);
    },
  };
};
