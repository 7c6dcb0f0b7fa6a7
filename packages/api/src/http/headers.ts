// What the headers of a request say here, whoever serves it: its name, who asks, in which language, and on which conditions.
import { createHash } from 'node:crypto';
import { DomainError, type Reader } from '@portal/domain';
import { acceptedLanguage, type Language } from '@portal/messages';
import { deadlineHeader, type Reason } from '@portal/types';
import { z } from 'zod';
import type { RequestHeaders } from './exchange.ts';

const invalidHeader = (field: string, reason: Reason): DomainError =>
  new DomainError('invalid_input', reason, { fields: [{ field }] });

/** The name of one request, in answers, logs and the audit trail. */
export const requestIdHeader = 'x-request-id';
const harmlessId = /^[A-Za-z0-9._:-]{1,128}$/;

/** What a caller sent as its id, if that is harmless; otherwise one of ours. */
export const requestIdOf = (inbound: string | null): string =>
  inbound !== null && harmlessId.test(inbound) ? inbound : crypto.randomUUID();

/** The edge makes a GET of each HEAD, and says so here; what a client sends under this name is thrown away. */
export const headOnlyHeader = 'x-portal-head-only';

/** An API token (RFC 6750). `malformed` when what follows the word Bearer is no token. Where there is one, cookies are not looked at. */
export type Bearer =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'token'; readonly token: string };

const bearerScheme = /^bearer(?= |$)/i;
const bearerForm = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

export const bearerOf = (headers: RequestHeaders): Bearer => {
  const header = headers.get('authorization') ?? '';
  const token = bearerForm.exec(header)?.[1];
  if (token !== undefined) return { kind: 'token', token };
  return { kind: bearerScheme.test(header) ? 'malformed' : 'absent' };
};

/** What a 401 says about how to sign in, and whether a token was the trouble. */
export const challenge = (bearer: Bearer): string =>
  bearer.kind === 'token' ? 'Bearer realm="portal", error="invalid_token"' : 'Bearer realm="portal"';

const locales = { en: 'en-GB', de: 'de-DE' } as const satisfies Record<Language, string>;

/** English, unless the client asks for another language that there is. Moments are in UTC, and say so. */
export const readerOf = (headers: RequestHeaders): Reader => ({
  locale: locales[acceptedLanguage(headers.get('accept-language'))],
});

const momentSchema = z.iso.datetime();

/** Refuses a change that arrives later than its sender meant it. Without the header there is no such moment. */
export const refuseLate = (headers: RequestHeaders, now: Date): void => {
  const header = headers.get(deadlineHeader);
  if (header === null) return;
  const deadline = momentSchema.safeParse(header);
  if (!deadline.success) throw invalidHeader(deadlineHeader, { code: 'deadline_unreadable', params: {} });
  if (now.getTime() > Date.parse(deadline.data)) throw new DomainError('conflict', { code: 'held_up', params: {} });
};

/** The client's name for one mutation: sent again with the same input, it is answered and not carried out again. */
export const idempotencyKeyHeader = 'Idempotency-Key';
/** On the answer to a repeat. */
export const idempotencyReplayedHeader = 'idempotency-replayed';
/** Printable ASCII, so that it survives headers, logs and the database alike. */
export const idempotencyKeyPattern = '^[\\x20-\\x7e]{1,255}$';
const keyForm = new RegExp(idempotencyKeyPattern);

/** Null when none was sent; throws `invalid_input` for one that cannot be kept. */
export const idempotencyKeyOf = (headers: RequestHeaders): string | null => {
  const key = headers.get(idempotencyKeyHeader);
  if (key === null || keyForm.test(key)) return key;
  throw invalidHeader(idempotencyKeyHeader, { code: 'key_unreadable', params: {} });
};

// Entity tags of what has a version (RFC 9110, sections 8.8.3 and 13.1): `"7.Zk3…"` is version 7, and a hash of this very
// answer. `If-None-Match` is held against all of it, `If-Match` against the version alone.
export const ifMatchHeader = 'If-Match';
export const ifNoneMatchHeader = 'If-None-Match';

const hashLength = 16;
const tagForm = /^(?<weak>W\/)?"(?<text>[\x21\x23-\x7e\x80-\xff]*)"$/;
const versionForm = /^(?<version>0|[1-9]\d{0,9})(\.[\w-]*)?$/;

/** Strong: it names these bytes and no others, so that nothing that the version does not count is ever missed. */
export const entityTag = (version: number, body: string): string =>
  `"${version}.${createHash('sha256').update(body).digest('base64url').slice(0, hashLength)}"`;

interface Tag {
  readonly isWeak: boolean;
  readonly text: string;
}

/** Null for a list that is none. A comma may stand within a tag; none of ours has one. */
const tagsIn = (list: string): readonly Tag[] | null => {
  const tags = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => tagForm.exec(entry)?.groups);
  if (tags.length === 0 || tags.includes(undefined)) return null;
  return tags.flatMap((groups) =>
    groups === undefined ? [] : { isWeak: groups.weak !== undefined, text: groups.text ?? '' },
  );
};

const versionOf = ({ isWeak, text }: Tag): readonly number[] => {
  const version = isWeak ? undefined : versionForm.exec(text)?.groups?.version;
  return version === undefined ? [] : [Number(version)];
};

/** The versions that a change is meant for; null where it is meant for any. Throws `invalid_input` for what is no tag, or would not be held. */
export const expectedVersionsOf = (headers: RequestHeaders, holdsVersion: boolean): readonly number[] | null => {
  const list = headers.get(ifMatchHeader);
  // It is not made as if nothing had been said.
  if (list !== null && !holdsVersion) throw invalidHeader(ifMatchHeader, { code: 'has_no_versions', params: {} });
  if (list === null || list.trim() === '*') return null;
  const tags = tagsIn(list);
  if (tags === null) throw invalidHeader(ifMatchHeader, { code: 'no_version_named', params: {} });
  return tags.flatMap(versionOf);
};

/** Whether the client has this very answer already (weak comparison, which a proxy may have made of it). */
export const hasAnswer = (headers: RequestHeaders, tag: string): boolean => {
  const list = headers.get(ifNoneMatchHeader);
  if (list === null) return false;
  return list.trim() === '*' || (tagsIn(list) ?? []).some(({ text }) => `"${text}"` === tag);
};
