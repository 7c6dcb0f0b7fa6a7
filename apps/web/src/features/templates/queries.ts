'use client';
// Queries about templates, the offers that VMs are made from.
import type { ProvisionHistory, Template } from '@portal/types';
import { api } from '@/trpc/api.ts';

export const useTemplates = (): readonly Template[] => {
  const [list] = api.templates.list.useSuspenseQuery();
  return list.items;
};

/** Undefined until it is known here; null for one that is not offered any more. */
export const useTemplate = (templateId: string): Template | null | undefined => {
  const { data } = api.templates.list.useQuery();
  return data && (data.items.find(({ id }) => id === templateId) ?? null);
};

/** How long VMs of a template took lately; null until it is known here. */
export const useTemplateHistory = (templateId: string): ProvisionHistory | null =>
  useTemplate(templateId)?.history ?? null;
