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
  rateLimited: 'user.rate_limited',
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
