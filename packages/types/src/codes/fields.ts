// What is wrong with one field of what somebody wrote or sent.
import { z } from 'zod';
import { noParams } from './define.ts';

const count = z.number();

/** `closed`: in no network that the portal may send to. */
const webhookAddressFaults = ['malformed', 'unencrypted', 'with_user', 'unknown_host', 'closed'] as const;
export type WebhookAddressFault = (typeof webhookAddressFaults)[number];

export const fieldSchemas = {
  field_missing: noParams,
  field_unknown: noParams,
  /** In zod's names. */
  field_wrong_type: z.strictObject({ expected: z.string() }),
  field_not_one_of: z.strictObject({ options: z.array(z.string()) }),
  field_unfit: noParams,
  id_malformed: noParams,
  moment_malformed: noParams,
  moment_passed: noParams,
  text_too_short: z.strictObject({ min: count }),
  text_too_long: z.strictObject({ max: count }),
  number_too_small: z.strictObject({ min: count }),
  number_too_large: z.strictObject({ max: count }),
  list_too_short: z.strictObject({ min: count }),
  list_too_long: z.strictObject({ max: count }),
  control_characters: noParams,
  unseen_characters: noParams,
  label_malformed: noParams,
  tag_malformed: noParams,
  /** Of a computer with Windows: how many letters of it count. */
  name_of_digits: z.strictObject({ letters: count }),
  slug_like_id: noParams,
  slug_repeated: noParams,
  email_malformed: noParams,
  address_malformed: noParams,
  scope_unknown: z.strictObject({ scope: z.string() }),
  statuses_malformed: noParams,
  nothing_to_resize: noParams,
  nothing_to_edit: noParams,
  disk_key_malformed: noParams,
  bounds_out_of_order: noParams,
  size_repeated: noParams,
  size_outside_bounds: noParams,
  size_with_figures: noParams,
  hours_or_until: noParams,
  quiet_too_long: noParams,
  time_zone_unknown: noParams,
  stop_is_start: noParams,
  lease_not_longer: noParams,
  /** Where a webhook would send to. */
  webhook_address: z.strictObject({ fault: z.enum(webhookAddressFaults) }),
  no_sizes_offered: noParams,
  limit_contradicts: noParams,
  /** As an administrator wrote it: `#` is a digit, `@` a letter, `*` one digit or more. */
  ticket_unlike: z.strictObject({ pattern: z.string() }),
  ticket_pattern_unclear: noParams,
  first_boot_without_agent: noParams,
  cloudbase_init_without_drive: noParams,
  ssh_key_private: noParams,
  ssh_key_malformed: noParams,
  ssh_key_of_other_type: noParams,
  ssh_key_damaged: noParams,
  /** The bounds of a template, in the unit of the field. */
  outside_template: z.strictObject({ min: count, max: count }),
} as const;
export type FieldCode = keyof typeof fieldSchemas;

const isFieldCode = (code: string): code is FieldCode => Object.hasOwn(fieldSchemas, code);
export const fieldCodes: readonly FieldCode[] = Object.keys(fieldSchemas).filter(isFieldCode);

/** The message of a schema's own rule: a code, and no sentence. Parameters go beside it, as those of zod's custom issues. */
export const rule = (code: FieldCode): FieldCode => code;
