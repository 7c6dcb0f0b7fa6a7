// What PVE said. Success is `{"data": …}`, for lists perhaps with `total`. A refusal is, in order of what can be
// found: JSON with `message` and `errors` (since PVE 8.3), plain text, nothing but the reason phrase, or the page of
// some proxy in between.
import { z } from 'zod';
import type { Failure } from './errors.ts';
import type { WireAnswer } from './exchange.ts';

export interface Answer {
  readonly data: unknown;
  readonly total: number | null;
}

export type Reading = { readonly kind: 'answer'; readonly answer: Answer } | Failure;

const successSchema = z.object({ data: z.unknown(), total: z.number().optional() });
const refusalSchema = z.object({
  message: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
});

/** What JSON writes for a NUL, and for half of a character: no database and no other process takes them. */
const unwritable = /\\u(0000|d[89a-f])/i;

const writable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;

const parseJson = (text: string): unknown => {
  try {
    return unwritable.test(text) ? JSON.parse(text, writable) : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const longestPlainText = 500;
/** It becomes part of messages that are kept. */
const longestReason = 1_000;

const readRefusal = (answer: WireAnswer): Failure => {
  const parsed = refusalSchema.safeParse(parseJson(answer.body));
  const plainText = answer.contentType === '' && answer.body.length <= longestPlainText ? answer.body : '';
  const candidates = [parsed.data?.message ?? '', plainText, answer.reason].map((text) => text.trim());
  const text = (candidates.find((candidate) => candidate !== '') ?? 'The cluster refused without a reason').slice(
    0,
    longestReason,
  );
  return { kind: 'refused', status: answer.status, text, fields: parsed.data?.errors ?? {} };
};

export const readAnswer = (answer: WireAnswer): Reading => {
  if (answer.status !== 200) return readRefusal(answer);
  const parsed = successSchema.safeParse(parseJson(answer.body));
  if (parsed.success && parsed.data.data !== undefined)
    return { kind: 'answer', answer: { data: parsed.data.data, total: parsed.data.total ?? null } };
  const kind = answer.contentType === '' ? 'no content type' : answer.contentType;
  return { kind: 'unreadable', detail: `${answer.body.length} characters of ${kind}, not the API's JSON` };
};
