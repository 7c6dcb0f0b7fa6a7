// Why something that was asked for is not done: beside an action that is not offered, and in the answer to one that was asked.
import { z } from 'zod';
import { deploymentActions, deploymentStatuses } from '../deployment-actions.ts';
import { limitMeasureSchema, limitSourceSchema } from '../limits.ts';
import type { ErrorCode } from '../problem.ts';
import { rateLimitNames } from '../rate-limits.ts';
import { quarantineActions } from '../settling-actions.ts';
import { noParams, reasonOf, since } from './define.ts';
import { singleSignOnSchemas } from './single-sign-on.ts';
import { offerStateSchema } from './templates.ts';

const state = offerStateSchema.nullable();
const count = z.int();
const text = z.string();

/** Dotted on the wire: `template.vcpus.max`. Those of the policy stand in what was put on record before limits had a source. */
const limitNames = [
  'cluster_snapshotsPerVm',
  'policy_deployments',
  'policy_vcpus',
  'policy_memoryMiB',
  'policy_diskGiB',
  'template_vcpus_min',
  'template_vcpus_max',
  'template_memoryMiB_min',
  'template_memoryMiB_max',
  'template_diskGiB_min',
  'template_diskGiB_max',
  'template_ttlHours_min',
  'template_ttlHours_max',
] as const;

const limitSchemas = {
  limit_figure: z.strictObject({
    name: z.enum(limitNames),
    limit: z.number(),
    used: z.number(),
    requested: z.number(),
  }),
  limit_reached: z.strictObject({
    measure: limitMeasureSchema,
    source: limitSourceSchema,
    /** What the template or the cluster is called; what was put on record before there were any says nothing of it. */
    of: text.nullable().default(null),
    limit: z.number(),
    used: z.number(),
    requested: z.number(),
  }),
} as const;

const templateRefusals = {
  template_is_deprecated: z.strictObject({ state }),
  template_is_disabled: z.strictObject({ state }),
  template_has_no_source: noParams,
  cluster_not_answering: z.strictObject({ since }),
  cluster_full: noParams,
} as const;

const deploymentRefusals = {
  action_refused: z.strictObject({ action: z.enum(deploymentActions), status: z.enum(deploymentStatuses) }),
  delete_protection: z.strictObject({ action: z.enum(deploymentActions) }),
  /** `template`: of one that does not offer it. */
  no_end_refused: z.strictObject({ why: z.enum(['template', 'has_none', 'has_one']) }),
  has_no_schedule: noParams,
  rebuild_refused: z.strictObject({ cause: reasonOf(templateRefusals) }),
  look_only: noParams,
  may_not_create: noParams,
  for_leads: noParams,
  for_keepers: noParams,
  for_recipient: noParams,
  shared_to_view: noParams,
  not_shareable: noParams,
  too_many_shares: z.strictObject({ max: count }),
  shared_with_too_much: z.strictObject({ name: text, max: count }),
  creates_for_oneself: noParams,
  over_limit: z.strictObject({ figures: z.array(reasonOf(limitSchemas)) }),
  /** A start by its schedule. `figures`: the limits that it would have passed. */
  schedule_refused: z.strictObject({ why: z.enum(['limit', 'owner']), figures: z.array(reasonOf(limitSchemas)) }),
  keys_not_taken: noParams,
  password_not_given: noParams,
  password_gone: noParams,
  password_uncertain: noParams,
  password_not_yet: noParams,
  password_no_longer: noParams,
  password_of_owner: noParams,
  console_vm_off: noParams,
  console_not_set_up: noParams,
  privilege_missing: z.strictObject({ privileges: text }),
  name_taken: z.strictObject({ name: text }),
  name_taken_by_owner: z.strictObject({ name: text, owner: text }),
  offered_already: noParams,
  already_theirs: z.strictObject({ owner: text }),
  holds_no_vms: z.strictObject({ owner: text }),
  host_name_taken: z.strictObject({ name: text }),
  computer_name_taken: z.strictObject({ name: text, letters: count }),
  snapshot_unfinished: noParams,
  operation_over: noParams,
  cancel_is_asked: noParams,
  cancel_unsafe: noParams,
  operation_not_failed: noParams,
  operation_not_latest: noParams,
  retry_not_offered: noParams,
} as const;

const quarantineRefusals = {
  settling_refused: z.strictObject({ action: z.enum(quarantineActions), status: z.enum(deploymentStatuses) }),
  settles_nothing: noParams,
  for_administrators: noParams,
  being_adopted: noParams,
  vm_is_gone: noParams,
  vm_is_hidden: z.strictObject({ pool: text }),
  vm_not_seen_yet: noParams,
  cluster_is_silent: noParams,
  vm_is_template: noParams,
  bears_other_stamp: z.strictObject({ name: text.nullable() }),
  stamp_proves_nothing: noParams,
} as const;

/** What is wrong with one field. */
const fieldRefusals = {
  parameter_unknown: noParams,
  parameter_repeated: noParams,
  stands_in_path: noParams,
  body_no_object: noParams,
  disk_not_smaller: z.strictObject({ diskGiB: count }),
  size_unchanged: noParams,
  no_such_cluster: noParams,
  cluster_not_seen_yet: noParams,
  template_vm_unknown: z.strictObject({ vmid: count }),
  template_vm_not_read_yet: z.strictObject({ vmid: count }),
} as const;

const adminRefusals = {
  for_overseers: noParams,
  for_supervisors: noParams,
  for_template_overseers: noParams,
  for_template_administrators: noParams,
  does_not_fit: noParams,
  slug_taken: z.strictObject({ slug: text }),
  version_published_meanwhile: z.strictObject({ version: count }),
  version_says_the_same: z.strictObject({ version: count }),
  email_taken: z.strictObject({ email: text }),
  team_name_taken: z.strictObject({ name: text }),
  own_account: noParams,
  last_administrator: noParams,
  not_in_role: z.strictObject({ role: text }),
  beyond_own_rights: noParams,
  role_name_taken: z.strictObject({ name: text }),
  role_in_use: z.strictObject({ people: count }),
  role_narrows_other: noParams,
  limit_exists: noParams,
  request_refused: z.strictObject({
    why: z.enum(['own', 'of_other', 'decided', 'open_already', 'no_limit', 'unreadable']),
  }),
  person_disabled: noParams,
  person_not_disabled: noParams,
  service_account: noParams,
} as const;

/** Of one's own account. */
const accountRefusals = {
  not_for_tokens: noParams,
  person_name_taken: z.strictObject({ name: text }),
  password_wrong: noParams,
  password_same: noParams,
  has_no_password: noParams,
  code_wrong: noParams,
  has_authenticator: noParams,
  has_no_authenticator: noParams,
  passkey_refused: noParams,
  no_passkeys_here: noParams,
  too_many_passkeys: z.strictObject({ max: count }),
  too_many_ssh_keys: z.strictObject({ max: count }),
  too_many_guesses: z.strictObject({ seconds: count }),
} as const;

/** Of API tokens, and of what is asked with one. */
const tokenRefusals = {
  scope_missing: z.strictObject({ scope: text }),
  scope_exceeds: z.strictObject({ scope: text }),
  token_outlives: noParams,
  addresses_exceed: noParams,
  token_of_other: noParams,
  token_ended: noParams,
  token_of_person: noParams,
  too_many_tokens: z.strictObject({ max: count }),
} as const;

/** What is no longer, or never was, as the request has it. */
const generalRefusals = {
  no_such: z.strictObject({
    what: z.enum([
      'deployment',
      'template',
      'snapshot',
      'share',
      'handover',
      'cluster',
      'canary',
      'problem',
      'operation',
      'colleague',
      'session',
      'token',
      'person',
      'team',
      'passkey',
      'ssh_key',
      'view',
      'role',
      'announcement',
      'limit',
      'webhook',
      'delivery',
      'action',
      'request',
    ]),
  }),
  announcement_over: noParams,
  nothing_to_resume: noParams,
  nested_too_deep: z.strictObject({ levels: count }),
  deadline_unreadable: noParams,
  held_up: noParams,
  no_version_named: noParams,
  has_no_versions: noParams,
  key_unreadable: noParams,
  key_for_many: noParams,
  foreign_origin: noParams,
  cursor_unknown: noParams,
  search_too_wide: noParams,
  signed_out: noParams,
  rights_changed: noParams,
  database_silent: noParams,
  portal_busy: noParams,
  too_many_requests: z.strictObject({ per: z.enum(rateLimitNames), max: count, seconds: count }),
  sign_in_wrong: noParams,
  sign_in_again: noParams,
  link_not_valid: noParams,
  mail_not_set_up: noParams,
  mail_server_away: z.strictObject({ server: text, cause: text }),
  mail_not_taken: z.strictObject({ server: text, cause: text }),
  webhook_disabled: noParams,
  no_chat_news: noParams,
  set_up_shut: noParams,
  set_up_code_wrong: noParams,
} as const;

/** Where the code of the error says all there is. */
const plainRefusals = {
  invalid_input: noParams,
  malformed_body: noParams,
  malformed_request: noParams,
  unauthenticated: noParams,
  forbidden: noParams,
  not_found: noParams,
  method_not_allowed: noParams,
  transition_refused: noParams,
  conflict: noParams,
  idempotency_key_reused: noParams,
  already_shown: noParams,
  precondition_failed: noParams,
  limit_exceeded: noParams,
  payload_too_large: noParams,
  uri_too_long: noParams,
  headers_too_large: noParams,
  request_timeout: noParams,
  unsupported_media_type: noParams,
  rate_limited: noParams,
  unavailable: noParams,
  internal: noParams,
} as const satisfies Record<ErrorCode, typeof noParams>;

export const refusalSchemas = {
  ...limitSchemas,
  ...templateRefusals,
  ...deploymentRefusals,
  ...quarantineRefusals,
  ...fieldRefusals,
  ...adminRefusals,
  ...accountRefusals,
  ...tokenRefusals,
  ...singleSignOnSchemas,
  ...generalRefusals,
  ...plainRefusals,
} as const;
