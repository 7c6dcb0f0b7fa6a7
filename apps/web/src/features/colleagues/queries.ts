'use client';
// Whom somebody may give VMs to, and the VMs that one person has.
import type { ListColleagues } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useColleagues = (filter: ListColleagues) =>
  api.colleagues.list.useQuery(filter, { placeholderData: keepPreviousData });

const mostAtOnce = 100;

export const useVmsOf = (owner: string) => api.deployments.list.useQuery({ owner, limit: mostAtOnce });
