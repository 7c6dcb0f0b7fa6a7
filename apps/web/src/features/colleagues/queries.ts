'use client';
// Whom somebody may give VMs to, and the VMs that one person has.
import type { ListColleagues, Me } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useColleagues = (filter: ListColleagues) =>
  api.colleagues.list.useQuery(filter, { placeholderData: keepPreviousData });

/** The teams that somebody may share VMs with: their own, or all of them. */
export const useTeamsInReach = ({ principal, rights }: Me) => {
  const all = api.teams.list.useQuery(undefined, { enabled: rights.sees === 'all' }).data?.items;
  return rights.sees === 'all' ? (all ?? []) : principal.team === null ? [] : [principal.team];
};

const mostAtOnce = 100;

export const useVmsOf = (owner: string) => api.deployments.list.useQuery({ owner, limit: mostAtOnce });
