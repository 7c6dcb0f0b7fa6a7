'use client';
// Queries about the audit trail.
import type { ListAudit } from '@portal/types';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '@/trpc/api.ts';

export const useAuditPage = (filter: ListAudit) =>
  api.audit.list.useQuery(filter, { placeholderData: keepPreviousData });

/** Of all pages of the filter. */
export const useAuditFacets = ({ limit: _limit, cursor: _cursor, ...filter }: ListAudit) =>
  api.audit.facets.useQuery(filter, { placeholderData: keepPreviousData });

/** What was done on the way of an operation, and came of it. */
export const useOperationTrail = (operationId: string) => api.audit.list.useQuery({ operationId, limit: 100 });

export const useAuditIntegrity = () => api.audit.integrity.useQuery();
