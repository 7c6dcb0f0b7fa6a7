// The audit vocabulary of people and teams. What is done to a person is put on record by the database's triggers, in
// these very words; the domain records what it refuses, and everything about teams.
import type { AuditOutcome } from '@portal/types';
import type { AuditEvent, JsonObject } from '../records.ts';

export const personActions = {
  created: 'user.created',
  changed: 'user.changed',
  disabled: 'user.disabled',
  enabled: 'user.enabled',
  pseudonymised: 'user.pseudonymised',
  linkMade: 'user.password_link_made',
  signInRefused: 'user.sign_in_refused',
  refusedByRole: 'user.refused_by_role',
  rateLimited: 'user.rate_limited',
  authenticatorBegun: 'user.authenticator_begun',
  authenticatorAdded: 'user.authenticator_added',
  authenticatorRemoved: 'user.authenticator_removed',
  recoveryCodesMade: 'user.recovery_codes_made',
  codeUsed: 'user.code_used',
  passkeyAdded: 'user.passkey_added',
  passkeyRenamed: 'user.passkey_renamed',
  passkeyRemoved: 'user.passkey_removed',
  passkeyUsed: 'user.passkey_used',
  sshKeyKept: 'user.ssh_key_kept',
  sshKeyForgotten: 'user.ssh_key_forgotten',
  viewSaved: 'user.view_saved',
  viewForgotten: 'user.view_forgotten',
  templateStarred: 'user.template_starred',
  templateUnstarred: 'user.template_unstarred',
  secondFactorsRemoved: 'user.second_factors_removed',
  testMailSent: 'user.test_mail_sent',
  mailResent: 'user.mail_resent',
  mailsChosen: 'user.mails_chosen',
  limitRequested: 'user.limit_requested',
  limitRequestWithdrawn: 'user.limit_request_withdrawn',
  limitRequestApproved: 'user.limit_request_approved',
  limitRequestRejected: 'user.limit_request_rejected',
} as const;

export const teamActions = { created: 'team.created', renamed: 'team.renamed' } as const;

export const refusedOnPerson = (
  action: (typeof personActions)[keyof typeof personActions],
  person: { readonly id: string; readonly name: string },
  detail: JsonObject = {},
): AuditEvent => ({
  action,
  subject: { type: 'user', id: person.id },
  outcome: 'refused',
  detail: { name: person.name, ...detail },
});

export const personEvent = (
  action: (typeof personActions)[keyof typeof personActions],
  userId: string,
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({ action, subject: { type: 'user', id: userId }, outcome, detail });

export const teamEvent = (
  action: (typeof teamActions)[keyof typeof teamActions],
  team: { readonly id: string; readonly name: string },
  detail: JsonObject = {},
  outcome: AuditOutcome = 'succeeded',
): AuditEvent => ({
  action,
  subject: { type: 'team', id: team.id },
  outcome,
  detail: { name: team.name, ...detail },
});
