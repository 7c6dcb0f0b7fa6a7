'use client';
// Everything that the administration asks and does about templates: the one place that names these procedures.
import type {
  CanaryRunView,
  PublishTemplate,
  RegisterTemplate,
  SeenTemplateList,
  Template,
  TemplateVersionView,
} from '@portal/types';
import { useMutation } from '@tanstack/react-query';
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

interface Handlers<Result> {
  readonly onSuccess: (result: Result) => void;
  readonly onError: (error: unknown) => void;
}

/** A change of a template; its answer is shown at once, wherever the template is. */
const useTemplateChange = <Input>(
  send: (input: Input) => Promise<Template>,
  handlers: Pick<Handlers<Template>, 'onSuccess'> & Partial<Handlers<Template>>,
) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: send,
    onSuccess: (template) => {
      utils.templates.byId.setData({ id: template.id }, template);
      void utils.templates.invalidate();
      void utils.audit.invalidate();
      handlers.onSuccess(template);
    },
    ...(handlers.onError && { onError: handlers.onError }),
  });
};

/** Registers a new template, which names its slug, or publishes the next version of one. */
export const useSaveTemplate = (handlers: Handlers<Template>) => {
  const { client } = api.useUtils();
  return useTemplateChange(
    (input: RegisterTemplate | PublishTemplate) =>
      'slug' in input ? client.templates.register.mutate(input) : client.templates.publish.mutate(input),
    handlers,
  );
};

export const useTakeOff = (how: 'deprecate' | 'disable', onSuccess: (template: Template) => void) => {
  const { client } = api.useUtils();
  return useTemplateChange((input: { id: string; reason: string }) => client.templates[how].mutate(input), {
    onSuccess,
  });
};

export const useEnable = (handlers: Handlers<Template>) => {
  const { client } = api.useUtils();
  return useTemplateChange((id: string) => client.templates.enable.mutate({ id }), handlers);
};

export const useStartCanary = (handlers: Handlers<CanaryRunView>) => {
  const utils = api.useUtils();
  return useMutation({
    mutationFn: (id: string) => utils.client.templates.canary.mutate({ id }),
    onSuccess: (run) => {
      void utils.templates.invalidate();
      handlers.onSuccess(run);
    },
    onError: handlers.onError,
  });
};
