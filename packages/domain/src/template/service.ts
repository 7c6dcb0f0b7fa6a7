// Reading the offer. Every signed-in person sees the same templates, with whether a request would be taken now.
import type { Template, TemplateList } from '@portal/types';
import { notFound } from '../errors.ts';
import type { TemplateReader } from '../ports/readers.ts';
import type { Words } from '../ports/system.ts';
import type { PersonContext } from '../principal.ts';
import type { TemplateOffer } from '../template-records.ts';
import { type AdmissionPorts, lookAtClusters } from './admission.ts';
import { templateView } from './view.ts';

export interface TemplatePorts extends AdmissionPorts {
  readonly templates: TemplateReader;
  readonly words: Words;
}

export const createTemplateService = (ports: TemplatePorts) => {
  const viewFor = async ({ principal: person, reader }: PersonContext) => {
    const say = ports.words(reader);
    const admissionOf = await lookAtClusters(ports);
    return (offer: TemplateOffer) => {
      const { vcpus, memoryMiB } = offer.current;
      const size = { vcpus: vcpus.min, memoryMiB: memoryMiB.min };
      const { cluster, lastObservation, admission } = admissionOf({ offer, size });
      return templateView(offer, { person, cluster, lastObservation, refusal: admission.refusal, say });
    };
  };
  return {
    async list(actor: PersonContext): Promise<TemplateList> {
      const [offers, view] = await Promise.all([ports.templates.list(), viewFor(actor)]);
      return { items: offers.map(view), nextCursor: null };
    },
    async byId(actor: PersonContext, id: string): Promise<Template> {
      const offer = await ports.templates.byId(id);
      if (offer === null) throw notFound('template');
      return (await viewFor(actor))(offer);
    },
  };
};
