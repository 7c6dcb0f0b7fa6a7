'use client';
// Whom somebody may give VMs to.
import type { ListColleagues } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useColleagues = (filter: ListColleagues) =>
  api.colleagues.list.useQuery(filter, { placeholderData: keepPreviousData });
