// The audit page's filters between the address and the list procedure. Whatever would be refused is left out.
import { type AuditExportFormat, type ListAudit, listAuditSchema } from '@portal/types';
import { pageAsked } from '../paging/cursor-trail.ts';
import { endOfDay, startOfDay } from './day-bounds.ts';

const pageSize = 50;

const auditFilterNames = [
  'actor',
  'action',
  'outcome',
  'from',
  'to',
  'ticket',
  'subject',
  'request',
  'operation',
  'steps',
] as const;

const texts = {
  actor: 'actor',
  action: 'action',
  outcome: 'outcome',
  subject: 'subjectId',
  request: 'requestId',
  operation: 'operationId',
  ticket: 'ticket',
} as const;

/** One filter, if the procedure would take it. */
const kept = (parameter: keyof typeof texts, params: URLSearchParams): Partial<ListAudit> => {
  const field = texts[parameter];
  const value = params.get(parameter)?.trim();
  if (!value) return {};
  const parsed = listAuditSchema.safeParse({ [field]: value });
  return parsed.success ? parsed.data : {};
};

/** What the address says where each step is shown, too. */
export const everyStep = 'all';

/** Whoever asks for one action, one request or one operation, or for what somebody did, means each step of it. */
export const hasSteps = ({ actor, action, requestId, operationId }: ListAudit): boolean =>
  [actor, requestId, operationId].some((asked) => asked !== undefined) || action?.endsWith('.') === false;

export const auditInput = (params: URLSearchParams, timeZone: string): ListAudit => {
  const from = startOfDay(params.get('from'), timeZone);
  const to = endOfDay(params.get('to'), timeZone);
  const filter: ListAudit = {
    ...kept('actor', params),
    ...kept('action', params),
    ...kept('outcome', params),
    ...kept('subject', params),
    ...kept('request', params),
    ...kept('operation', params),
    ...kept('ticket', params),
    ...(from !== null && { from: from.toISOString() }),
    ...(to !== null && { to: to.toISOString() }),
  };
  return {
    ...pageAsked(params, pageSize),
    ...filter,
    ...(hasSteps(filter) || params.get('steps') === everyStep ? {} : { steps: false }),
  };
};

export const hasAuditFilters = (params: URLSearchParams): boolean => auditFilterNames.some((name) => params.get(name));

/** Where everything that the filters select is sent as a file, with each step. */
export const exportHref = (
  { limit: _limit, cursor: _cursor, steps: _steps, ...filter }: ListAudit,
  format: AuditExportFormat,
): string => {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return `/api/audit/export?${query}`;
};
