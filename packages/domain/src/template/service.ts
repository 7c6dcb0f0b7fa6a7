// Reading the offer. Every signed-in person sees the same templates, with whether a request would be taken now.
import { notFound } from '../errors.ts';
import type { ClusterSights, EngineReader, TemplateReader } from '../ports.ts';
import type { TemplateOffer } from '../records.ts';
import type { PersonContext, TemplateService } from '../services.ts';
import { admission } from './admission.ts';
import { templateView } from './view.ts';

export interface TemplatePorts {
  readonly templates: TemplateReader;
  readonly engine: Pick<EngineReader, 'cluster'>;
  readonly sights: ClusterSights;
}

export const createTemplateService = ({ templates, engine, sights }: TemplatePorts): TemplateService => {
  const view = async ({ principal: person }: PersonContext, offer: TemplateOffer) => {
    const { clusterId, vcpus, memoryMiB } = offer.current;
    const [cluster, sight] = await Promise.all([engine.cluster(clusterId), sights.read(clusterId)]);
    if (cluster === null) throw new Error(`template ${offer.current.templateId} lacks its cluster`);
    const size = { vcpus: vcpus.min, memoryMiB: memoryMiB.min };
    return templateView(offer, { person, cluster, creatable: admission({ offer, cluster, sight, size }) });
  };
  return {
    async list(actor) {
      const offers = await templates.list();
      return { items: await Promise.all(offers.map((offer) => view(actor, offer))), nextCursor: null };
    },
    async byId(actor, id) {
      const offer = await templates.byId(id);
      if (offer === null) throw notFound('template');
      return view(actor, offer);
    },
  };
};
