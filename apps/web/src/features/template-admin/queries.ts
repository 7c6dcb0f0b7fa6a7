'use client';
// Everything that the administration asks and does about templates: the one place that names these procedures.
import type {
  CanaryRunView,
  PublishTemplate,
  RegisterTemplate,
  SeenTemplateList,
  Template,
  TemplateReason,
  TemplateVersionView,
} from '@portal/types';
import { api } from '@/trpc/api.ts';
import { refetchMs } from '@/trpc/refetch-ms.ts';

export const useTemplate = (id: string): Template => {
  const [template] = api.templates.byId.useSuspenseQuery({ id });
  return template;
};

export const useVersions = (id: string): readonly TemplateVersionView[] => {
  const [{ items }] = api.templates.versions.useSuspenseQuery({ id });
  return items;
};

export const useCanaries = (id: string): readonly CanaryRunView[] => {
  const [{ items }] = api.templates.canaries.useSuspenseQuery({ id });
  return items;
};

const anyUnread = (list: SeenTemplateList | undefined): boolean =>
  list?.items.some(({ config }) => config === null) ?? false;

/**
 * Asked for while a form is open; nothing until a cluster is chosen. What the portal has not read yet is no event of the
 * live feed once it has, so it is asked for again.
 */
export const useSeenTemplates = (clusterId: string) =>
  api.clusters.templates.useQuery(
    { id: clusterId },
    {
      enabled: clusterId !== '',
      refetchInterval: ({ state }) => (anyUnread(state.data) ? refetchMs : false),
    },
  );

/** How a template is taken off the offer. */
export type TakeOff = 'deprecate' | 'disable';

/** Everything that is done to a template; its answer is shown at once, wherever the template is. */
export const useTemplateSenders = () => {
  const utils = api.useUtils();
  const { templates } = utils.client;
  const shown = async (answer: Promise<Template>): Promise<Template> => {
    const template = await answer;
    utils.templates.byId.setData({ id: template.id }, template);
    void utils.templates.invalidate();
    void utils.audit.invalidate();
    return template;
  };
  return {
    /** Registers a new one, which names its slug, or publishes the next version of one. */
    save: (input: RegisterTemplate | PublishTemplate) =>
      shown('slug' in input ? templates.register.mutate(input) : templates.publish.mutate(input)),
    takeOff: (how: TakeOff, input: TemplateReason) => shown(templates[how].mutate(input)),
    enable: (id: string) => shown(templates.enable.mutate({ id })),
    check: async (id: string): Promise<void> => {
      await templates.canary.mutate({ id });
      void utils.templates.invalidate();
    },
  };
};
