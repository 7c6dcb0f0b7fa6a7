// The template administration for contract tests of the wire: the domain's own rules of roles over one template.
import {
  DomainError,
  mayAdminister,
  notFound,
  type PersonContext,
  requireOverseer,
  type Services,
} from '@portal/domain';
import type { Template } from '@portal/types';
import { templateExample } from '../src/openapi/examples.ts';
import { canaryRunExample, seenTemplateExample, templateVersionExample } from '../src/openapi/template-examples.ts';

const act = ({ principal }: PersonContext): void => {
  if (!mayAdminister(principal)) throw new DomainError('forbidden', { code: 'for_administrators', params: {} });
};

const known = (id: string): void => {
  if (id !== templateExample.id && id !== templateExample.slug) throw notFound('template');
};

const acted = async (actor: PersonContext, id: string, change: Partial<Template>): Promise<Template> => {
  known(id);
  act(actor);
  return { ...templateExample, ...change };
};

export const inMemoryTemplateAdmin: Services['templateAdmin'] = {
  seen: async (actor, id) => {
    requireOverseer(actor);
    const { clusterId, cluster: name } = templateVersionExample.source;
    if (id !== clusterId && id !== name) throw notFound('cluster');
    const seen = { observedAt: '2026-11-22T09:00:00.000Z', unreachableSince: null, items: [seenTemplateExample] };
    return { cluster: { id: clusterId, name }, ...seen };
  },
  versions: async (actor, id) => {
    requireOverseer(actor);
    known(id);
    return { items: [templateVersionExample] };
  },
  canaries: async (actor, id) => {
    requireOverseer(actor);
    known(id);
    return { items: [canaryRunExample] };
  },
  canary: async (actor, id) => {
    requireOverseer(actor);
    if (id !== canaryRunExample.id) throw notFound('canary');
    return canaryRunExample;
  },
  register: async (actor, { slug }) => {
    act(actor);
    if (slug === templateExample.slug) throw new DomainError('conflict', { code: 'slug_taken', params: { slug } });
    return { ...templateExample, slug };
  },
  publish: (actor, { id, baseVersion }) => acted(actor, id, { version: baseVersion + 1 }),
  deprecate: (actor, { id, reason }) => acted(actor, id, { state: 'deprecated', stateReason: reason }),
  disable: (actor, { id, reason }) => acted(actor, id, { state: 'disabled', stateReason: reason }),
  enable: (actor, id) => acted(actor, id, {}),
  startCanary: async (actor, id) => {
    await acted(actor, id, {});
    return { ...canaryRunExample, outcome: 'running', endedAt: null, seconds: null, vm: null };
  },
};
