'use client';
// Queries about templates, the offers that VMs are made from.
import type { ProvisionHistory, Template } from '@portal/types';
import { api } from '@/trpc/api.ts';

export const useTemplates = (): readonly Template[] => {
  const [list] = api.templates.list.useSuspenseQuery();
  return list.items;
};

/** How long VMs of a template took lately; null until it is known here. */
export const useTemplateHistory = (templateId: string): ProvisionHistory | null => {
  const { data } = api.templates.list.useQuery();
  return data?.items.find(({ id }) => id === templateId)?.history ?? null;
};
