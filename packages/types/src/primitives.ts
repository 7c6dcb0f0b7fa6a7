// Small schemas that several contracts share. Wire types are plain JSON: ISO strings, bounded ints, no coercion.
import { z } from 'zod';
import { rule } from './codes/fields.ts';
import { withoutControls, withoutControlsButLines } from './control-characters.ts';
import { longestFilter, tagForm } from './filters.ts';
import { isPrivateKey, sshKeyFault } from './ssh-key.ts';

export const uuidSchema = z.uuid();
export const timestampSchema = z.iso.datetime();
/** As HH:MM. */
export const timeOfDaySchema = z.iso.time({ precision: -1 });

/** PostgreSQL refuses the NUL character in text, and no other control character belongs in a single line either. */
const noControlCharacters = [withoutControls, rule('control_characters')] as const;
const singleLine = z.string().regex(...noControlCharacters);
/** Trimmed first, so that a pasted line end does no harm. */
const trimmedLine = z
  .string()
  .trim()
  .regex(...noControlCharacters);

/** Embeddings, overrides and isolates of bidirectional text: with them it reads as another one. */
const turnsDirection = /[\u202a-\u202e\u2066-\u2069]/;
const asItReads = [(text: string) => !turnsDirection.test(text), rule('unseen_characters')] as const;

/** One line of somebody's own words, 1 to `max` characters. */
export const lineSchema = (max: number) =>
  trimmedLine
    .min(1)
    .max(max)
    .refine(...asItReads);

/** Several lines of somebody's own words, 1 to `max` characters. */
export const paragraphsSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(withoutControlsButLines, rule('control_characters'))
    .refine(...asItReads);

/** An id as a client sends it. Any short string: one that is no UUID names nothing, which is a 404, not a 400. */
export const idParamSchema = singleLine.min(1).max(64);

/** What a list is filtered by: a name, a slug, an e-mail address or free text. */
export const filterTextSchema = singleLine;
export const searchTextSchema = trimmedLine.max(longestFilter.q);

/** A DNS label: it becomes the VM's name in PVE (format `dns-name`) and, through cloud-init, its host name. */
export const deploymentNameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, rule('label_malformed'));

export const ticketSchema = lineSchema(64);
export const snapshotLabelSchema = lineSchema(80);

/** One OpenSSH public key: type, base64, and a comment if there is one. */
export const sshPublicKeySchema = z
  .string()
  .trim()
  .refine((text) => !isPrivateKey(text), { error: rule('ssh_key_private'), abort: true })
  .max(8_000)
  .regex(...noControlCharacters)
  .superRefine((text, context) => {
    const fault = sshKeyFault(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: rule(fault) });
  });
export const purposeSchema = lineSchema(500);
export const customerSchema = lineSchema(100);
export const notesSchema = paragraphsSchema(2_000);

export const tagSchema = z.string().trim().min(1).max(longestFilter.tag).regex(tagForm, rule('tag_malformed'));
export const tagsSchema = z.array(tagSchema).max(10);

/** Opaque to clients; made by the reader that issues it. */
export const cursorSchema = singleLine
  .min(1)
  .max(256)
  .describe('Opaque: the `nextCursor` of a page leads to the next one.');
export const defaultPageLimit = 50;
export const pageLimitSchema = z
  .int()
  .min(1)
  .max(100)
  .describe(`Items a page; ${defaultPageLimit} unless told otherwise.`);

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: cursorSchema.nullable() });

/** So many rows are looked at, and no more: a count that takes long tells nobody more than “2,000+”. */
export const mostCounted = 2_000;
export const countSchema = z.int().min(0).max(mostCounted);
/** `more`: there are more than were counted. */
export const totalSchema = z.object({ count: countSchema, more: z.boolean() });
export type Total = z.infer<typeof totalSchema>;

/** A whole-number range that a template offers. */
export const boundsSchema = z.object({ min: z.int(), default: z.int(), max: z.int() });
export type Bounds = z.infer<typeof boundsSchema>;
