'use client';
// Queries about templates, the offers that VMs are made from.
import type { Template } from '@portal/types';
import { api } from '@/trpc/api.ts';

export const useTemplates = (): readonly Template[] => {
  const [list] = api.templates.list.useSuspenseQuery();
  return list.items;
};
