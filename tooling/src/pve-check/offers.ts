/** What the portal offers, for the check of its templates: from its database where there is one, otherwise from the file of offers. */
import type { ClusterConfiguration } from '@portal/configuration';
import type { TemplateVersion } from '@portal/domain';
import { offersFor } from '@portal/seed/offers';
import { isDemoMode } from '../portal/demo-mode.ts';
import { generatePrismaClient } from '../prisma-client.ts';

type OfVersion = 'slug' | 'sourceVmid' | 'disk' | 'cloneMode' | 'cloudInit' | 'guestAgent' | 'diskGiB' | 'memoryMiB';

export interface CheckedOffer extends Pick<TemplateVersion, OfVersion | 'loginUser' | 'network'> {
  /** Name of its cluster. */
  readonly cluster: string;
}

export interface Offers {
  readonly offers: readonly CheckedOffer[];
  /** Null: nobody knows of any. */
  readonly origin: string | null;
}

interface Source {
  readonly clusters: readonly ClusterConfiguration[];
  readonly templatesFile: string | undefined;
  /** Of `portal_app`; undefined where no database is known. */
  readonly databaseUrl: string | undefined;
}

/** Throws when the database does not answer, or is not migrated. */
async function fromDatabase(url: string): Promise<readonly CheckedOffer[]> {
  await generatePrismaClient();
  const { createDatabase } = await import('@portal/db');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const database = createDatabase({ url, log, poolSize: 1 });
  try {
    const names = new Map((await database.engine.clusters()).map(({ id, name }) => [id, name]));
    const templates = await database.templates.list();
    return templates
      .filter(({ status }) => status.state !== 'disabled')
      .map(({ current }) => ({ ...current, cluster: names.get(current.clusterId) ?? '' }));
  } finally {
    await database.close();
  }
}

export async function findOffers({ clusters, templatesFile, databaseUrl }: Source): Promise<Offers> {
  if (databaseUrl !== undefined) {
    try {
      return { offers: await fromDatabase(databaseUrl), origin: 'the portal’s database' };
    } catch {
      // Before the first start there is none that answers: the file says what will be offered.
    }
  }
  const first = clusters[0]?.settings.name ?? '';
  const isDemo = isDemoMode({ databaseUrl, clusters });
  const offers = await offersFor(
    clusters.map(({ settings }) => settings),
    { templatesFile, isDemo },
  );
  return {
    offers: offers.map(({ slug, diskGiB, memoryMiB, loginUser, source: { cluster, vmid: sourceVmid, ...source } }) => ({
      ...source,
      ...{ slug, diskGiB, memoryMiB, loginUser, sourceVmid, cluster: cluster ?? first },
    })),
    origin: templatesFile ?? (isDemo ? 'the demo’s offers' : null),
  };
}
