// The audit page's filters between the address and the list procedure. Whatever would be refused is left out.
import { type AuditExportFormat, type ListAudit, listAuditSchema } from '@portal/types';
import { cursorTrail } from '../paging/cursor-trail.ts';
import { endOfDay, startOfDay } from './day-bounds.ts';

const pageSize = 50;

const auditFilterNames = ['actor', 'action', 'outcome', 'from', 'to', 'subject', 'request', 'operation'] as const;

const texts = {
  actor: 'actor',
  action: 'action',
  outcome: 'outcome',
  subject: 'subjectId',
  request: 'requestId',
  operation: 'operationId',
} as const;

/** One filter, if the procedure would take it. */
const kept = (parameter: keyof typeof texts, params: URLSearchParams): Partial<ListAudit> => {
  const field = texts[parameter];
  const value = params.get(parameter)?.trim();
  if (!value) return {};
  const parsed = listAuditSchema.safeParse({ [field]: value });
  return parsed.success ? parsed.data : {};
};

export const auditInput = (params: URLSearchParams, timeZone: string): ListAudit => {
  const cursor = cursorTrail(params).at(-1);
  const from = startOfDay(params.get('from'), timeZone);
  const to = endOfDay(params.get('to'), timeZone);
  return {
    limit: pageSize,
    ...kept('actor', params),
    ...kept('action', params),
    ...kept('outcome', params),
    ...kept('subject', params),
    ...kept('request', params),
    ...kept('operation', params),
    ...(from !== null && { from: from.toISOString() }),
    ...(to !== null && { to: to.toISOString() }),
    ...(cursor !== undefined && { cursor }),
  };
};

export const hasAuditFilters = (params: URLSearchParams): boolean => auditFilterNames.some((name) => params.get(name));

/** Where everything that the filters select is sent as a file. */
export const exportHref = (
  { limit: _limit, cursor: _cursor, ...filter }: ListAudit,
  format: AuditExportFormat,
): string => {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  return `/api/audit/export?${query}`;
};
