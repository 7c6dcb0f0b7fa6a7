// An audit row as a line of a file: JSON for programs, CSV (RFC 4180) for spreadsheets.
import type { AuditEntry, AuditExportFormat } from '@portal/types';

const columns: Readonly<Record<string, (entry: AuditEntry) => string | null>> = {
  time: ({ at }) => at,
  id: ({ id }) => id,
  actor_kind: ({ actor }) => actor.kind,
  actor_id: ({ actor }) => actor.id,
  actor_name: ({ actor }) => actor.name,
  actor_role: ({ actor }) => actor.role,
  on_behalf_of: ({ actor }) => actor.onBehalfOf,
  on_behalf_of_name: ({ actor }) => actor.onBehalfOfName,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  subject_type: ({ subject }) => subject.type,
  subject_id: ({ subject }) => subject.id,
  subject_name: ({ subject }) => subject.name,
  request_id: ({ requestId }) => requestId,
  operation_id: ({ operationId }) => operationId,
  source: ({ source }) => source,
  address: ({ address }) => address,
  user_agent: ({ userAgent }) => userAgent,
  detail: ({ detail }) => JSON.stringify(detail),
};

/** What a spreadsheet takes for a formula, also behind blanks, and in the wide forms of East Asian keyboards. */
const formula = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Always quoted; what would be a formula begins with an apostrophe, which makes it a text. */
export const csvField = (value: string): string => `"${formula.test(value) ? "'" : ''}${value.replaceAll('"', '""')}"`;

const csvLine = (values: readonly string[]): string => `${values.map(csvField).join(',')}\r\n`;

interface ExportFormat {
  readonly contentType: string;
  /** Before the first row. */
  readonly head: string;
  line(entry: AuditEntry): string;
}

/** Without it spreadsheets do not read UTF-8. */
const byteOrderMark = '\ufeff';

export const exportFormats: { readonly [Format in AuditExportFormat]: ExportFormat } = {
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: byteOrderMark + csvLine(Object.keys(columns)),
    line: (entry) => csvLine(Object.values(columns).map((read) => read(entry) ?? '')),
  },
  jsonl: { contentType: 'application/jsonl', head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
};
