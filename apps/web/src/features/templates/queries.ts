'use client';
// Queries about templates, the offers that VMs are made from.
import type { ProvisionHistory, StarTemplate, Template, TemplateChoice } from '@portal/types';
import { api } from '@/trpc/api.ts';

export const useTemplates = (): readonly Template[] => {
  const [list] = api.templates.list.useSuspenseQuery();
  return list.items;
};

/** What comes first where one chooses. */
export const useTemplateChoice = (): TemplateChoice => api.me.templates.useSuspenseQuery()[0];

export const useStarSender = () => {
  const utils = api.useUtils();
  return async (input: StarTemplate): Promise<void> =>
    utils.me.templates.setData(undefined, await utils.client.me.starTemplate.mutate(input));
};

/** Undefined until it is known here; null for one that is not offered any more. */
export const useTemplate = (templateId: string): Template | null | undefined => {
  const { data } = api.templates.list.useQuery();
  return data && (data.items.find(({ id }) => id === templateId) ?? null);
};

/** How long VMs of a template took lately; null until it is known here. */
export const useTemplateHistory = (templateId: string): ProvisionHistory | null =>
  useTemplate(templateId)?.history ?? null;
