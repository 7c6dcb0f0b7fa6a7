// How long which rows of the audit trail are kept.

/** What rows are about, as their actions begin. What is about the trail itself stays: it proves what was removed. */
export const auditKinds = [
  'deployment',
  'user',
  'team',
  'role',
  'template',
  'cluster',
  'problem',
  'announcement',
  'limit',
  'webhook',
  'api_token',
  'address',
] as const;

export interface AuditRetention {
  readonly kind: (typeof auditKinds)[number];
  readonly days: number;
}
