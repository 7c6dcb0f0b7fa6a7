'use client';
// Queries about the audit trail.
import type { ListAudit } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useAuditPage = (filter: ListAudit) =>
  api.audit.list.useQuery(filter, { placeholderData: keepPreviousData });

export const useAuditIntegrity = () => api.audit.integrity.useQuery();
