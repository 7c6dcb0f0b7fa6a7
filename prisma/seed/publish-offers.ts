// Brings the catalogue in step with a file of offers: a new offer is published, a changed one becomes the next version,
// an unchanged one is left alone. Deployments keep the version that they were made from.
import type { Database } from '@portal/db';
import { nextOffered, type TemplateVersion } from '@portal/domain';
import type { Offer } from '@portal/types';
import { uuidv7 } from 'uuidv7';
import { commitAsSeed } from './commit-as-seed.ts';

const clusterOf = (clusterIds: ReadonlyMap<string, string>, { slug, source: { cluster } }: Offer): string => {
  const [first] = clusterIds.values();
  const clusterId = cluster === null ? first : clusterIds.get(cluster);
  if (clusterId !== undefined) return clusterId;
  const names = [...clusterIds.keys()].join(', ');
  throw new Error(`The offer ${slug} names the cluster ${cluster ?? ''}, which is not configured (${names} are).`);
};

/** Every published version, newest first. */
const knownVersions = async ({ templates }: Database, slug: string): Promise<readonly TemplateVersion[]> => {
  const offer = await templates.byId(slug);
  return offer === null ? [] : templates.versions(offer.current.templateId);
};

/** `clusterIds`: by name; the first one takes the offers that name none. Answers what was published, as `slug version`. */
export const publishOffers = async (
  database: Database,
  clusterIds: ReadonlyMap<string, string>,
  offers: readonly Offer[],
): Promise<readonly string[]> => {
  const published: string[] = [];
  for (const offer of offers) {
    const given = { clusterId: clusterOf(clusterIds, offer), newId: uuidv7 };
    const row = nextOffered(offer, await knownVersions(database, offer.slug), given);
    if (row === null) continue;
    const { slug, version, sourceVmid } = row;
    await commitAsSeed(
      database,
      { kind: 'template.publish', row },
      {
        action: 'template.published',
        subject: { type: 'template', id: row.templateId },
        detail: { slug, version, sourceVmid },
      },
    );
    published.push(`${slug} ${version}`);
  }
  return published;
};
