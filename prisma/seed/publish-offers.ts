// Brings the catalogue in step with a file of offers: a new offer is published, a changed one becomes the next version,
// an unchanged one is left alone. Deployments keep the version that they were made from.
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '@portal/db';
import type { TemplateVersion } from '@portal/domain';
import { uuidv7 } from 'uuidv7';
import { commitAsSeed } from './commit-as-seed.ts';
import type { Offer } from './offers.ts';

const nextVersion = (known: TemplateVersion | null, offer: Offer, clusterId: string): TemplateVersion | null => {
  if (known === null) return { ...offer, templateId: uuidv7(), clusterId, version: 1 };
  const { templateId, version } = known;
  const same = { ...offer, templateId, clusterId, version };
  return isDeepStrictEqual(same, known) ? null : { ...same, version: version + 1 };
};

/** Answers what was published, as `slug version`. */
export const publishOffers = async (
  database: Database,
  clusterId: string,
  offers: readonly Offer[],
): Promise<readonly string[]> => {
  const published: string[] = [];
  for (const offer of offers) {
    const row = nextVersion(await database.templates.current(offer.slug), offer, clusterId);
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
