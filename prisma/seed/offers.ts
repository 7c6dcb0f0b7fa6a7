// The offer as a file: what an operator writes down about each template, checked before anything is published. The file
// of the simulated cluster, prisma/templates/demo.json, is the example to copy.
import { readFile } from 'node:fs/promises';
import type { Cluster } from '@portal/domain';
import { rendererFor } from '@portal/messages';
import { findingsOf, type Offer, offerSchema } from '@portal/types';
import { z } from 'zod';

const offersSchema = z
  .array(offerSchema)
  .refine((offers) => new Set(offers.map(({ slug }) => slug)).size === offers.length, 'slug_repeated');

/** Throws with the place of every fault in the file. */
const readOffers = async (file: string | URL): Promise<readonly Offer[]> => {
  const parsed = offersSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const say = rendererFor();
  const faults = findingsOf(parsed.error.issues).map(({ path, reason }) => `${path.join('.')}: ${say(reason)}`);
  throw new Error(`The offers in ${String(file)} are not usable:\n${faults.join('\n')}`);
};

const demoOffers = new URL('../templates/demo.json', import.meta.url);

interface OfferSource {
  readonly templatesFile: string | undefined;
  readonly isDemo: boolean;
}

/** Those of the file; without one, in demo mode alone, the demo's, as far as they are about these clusters. */
export const offersFor = async (
  clusters: readonly Pick<Cluster, 'name'>[],
  { templatesFile, isDemo }: OfferSource,
): Promise<readonly Offer[]> => {
  if (templatesFile !== undefined) return readOffers(templatesFile);
  if (!isDemo) return [];
  const names = new Set(clusters.map(({ name }) => name));
  return (await readOffers(demoOffers)).filter(({ source: { cluster } }) => cluster === null || names.has(cluster));
};
