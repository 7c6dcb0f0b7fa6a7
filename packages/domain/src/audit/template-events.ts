// The audit vocabulary of templates: what administrators did with them, and what their canaries found.
import type { AuditOutcome } from '@portal/types';
import type { AuditEvent, JsonObject } from '../records.ts';

export const templateActions = {
  registered: 'template.registered',
  versionPublished: 'template.version_published',
  deprecated: 'template.deprecated',
  disabled: 'template.disabled',
  enabled: 'template.enabled',
  canaryRequested: 'template.canary_requested',
  canaryStarted: 'template.canary_started',
  canaryVmRequested: 'template.canary_vm_requested',
  canaryPassed: 'template.canary_passed',
  canaryFailed: 'template.canary_failed',
  canaryInconclusive: 'template.canary_inconclusive',
  /** The VM of a canary could not be deleted; it is asked for again. */
  canaryLeftVm: 'template.canary_vm_left',
} as const;
export type TemplateAuditAction = (typeof templateActions)[keyof typeof templateActions];

export const templateEvent = (
  action: TemplateAuditAction,
  template: { readonly templateId: string; readonly slug: string },
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'template', id: template.templateId },
  outcome,
  detail: { slug: template.slug, ...detail },
});
