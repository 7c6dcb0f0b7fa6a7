// Reading the offer. Every signed-in person sees the same templates.
import { notFound } from '../errors.ts';
import type { TemplateReader } from '../ports.ts';
import type { TemplateService } from '../services.ts';
import { templateView } from './view.ts';

export const createTemplateService = (templates: TemplateReader): TemplateService => ({
  async list() {
    const versions = await templates.list();
    return { items: versions.map(templateView), nextCursor: null };
  },
  async byId(_actor, id) {
    const version = await templates.current(id);
    if (version === null) throw notFound('template');
    return templateView(version);
  },
});
