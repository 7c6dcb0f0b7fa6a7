// Browser-safe contracts shared by the portal, the REST facade, the worker and the domain.
export * from './account.ts';
export * from './actions.ts';
export * from './announcement.ts';
export * from './audit.ts';
export * from './cluster.ts';
export * from './cluster-features.ts';
export { type ActionState, actionStateSchema, wireReasonSchema } from './codes/define.ts';
export { type Advice, type Failure, failureSchema, failureSchemas } from './codes/failures.ts';
export * from './codes/faults.ts';
export { type FieldCode, fieldCodes, rule } from './codes/fields.ts';
export type { NodeLack } from './codes/places.ts';
export * from './codes/problems.ts';
export { isSingleSignOnCode, type SingleSignOnCode } from './codes/single-sign-on.ts';
export {
  type OfferState,
  offerStateSchema,
  saidByVmSchema,
  type VerdictReason,
  verdictSchema,
} from './codes/templates.ts';
export * from './codes.ts';
export * from './colleague.ts';
export * from './console.ts';
export * from './console-ends.ts';
export { withoutControls } from './control-characters.ts';
export * from './custom-roles.ts';
export * from './deadline.ts';
export * from './deployment.ts';
export * from './deployment-actions.ts';
export { Download, Pieces } from './download.ts';
export { type FieldFinding, findingsOf } from './field-faults.ts';
export * from './figure-names.ts';
export * from './figures.ts';
export * from './filters.ts';
export * from './guest-options.ts';
export * from './handover.ts';
export * from './handover-actions.ts';
export * from './health.ts';
export * from './host-name.ts';
export * from './hours.ts';
export * from './jobs.ts';
export * from './limit-measures.ts';
export * from './limits.ts';
export * from './mail.ts';
export * from './message-kinds.ts';
export * from './messages.ts';
export * from './operation.ts';
export * from './overview.ts';
export * from './passkey.ts';
export * from './people.ts';
export * from './person.ts';
export * from './person-states.ts';
export * from './primitives.ts';
export * from './principal.ts';
export * from './problem.ts';
export * from './problems.ts';
export * from './quarantine.ts';
export * from './rate-limits.ts';
export { keysOf, recordOf } from './records.ts';
export * from './resize.ts';
export * from './saved-views.ts';
export * from './scopes.ts';
export * from './second-factor.ts';
export * from './settling-actions.ts';
export * from './sharing.ts';
export * from './sharing-actions.ts';
export * from './ssh-key.ts';
export * from './status.ts';
export * from './status-schemas.ts';
export * from './task-log.ts';
export * from './task-log-lines.ts';
export * from './template.ts';
export * from './template-admin.ts';
export { type CheckedOffer, type CheckedSource, failedChecks } from './template-check-rules.ts';
export * from './template-checks.ts';
export * from './template-choice.ts';
export * from './tokens.ts';
export * from './whole-gib.ts';
