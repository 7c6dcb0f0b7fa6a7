// Entity tags of what has a version (RFC 9110, sections 8.8.3 and 13.1): `"7.Zk3…"` is version 7, and a hash of this very
// answer. `If-None-Match` is held against all of it, `If-Match` against the version alone.
import { createHash } from 'node:crypto';
import { DomainError } from '@portal/domain';

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

/** The versions that a change is meant for; null where it is meant for any. Throws `invalid_input` for what is no tag. */
export const expectedVersionsOf = (headers: Headers): readonly number[] | null => {
  const list = headers.get(ifMatchHeader);
  if (list === null || list.trim() === '*') return null;
  const tags = tagsIn(list);
  if (tags !== null) return tags.flatMap(versionOf);
  throw new DomainError(
    'invalid_input',
    { code: 'no_version_named', params: {} },
    {
      fields: [{ field: ifMatchHeader }],
    },
  );
};

/** For where there is no version to hold a change against: it is not made as if nothing had been said. */
export const refuseIfMatch = (headers: Headers): void => {
  if (!headers.has(ifMatchHeader)) return;
  throw new DomainError(
    'invalid_input',
    { code: 'has_no_versions', params: {} },
    {
      fields: [{ field: ifMatchHeader }],
    },
  );
};

/** Whether the client has this very answer already (weak comparison, which a proxy may have made of it). */
export const hasAnswer = (headers: Headers, tag: string): boolean => {
  const list = headers.get(ifNoneMatchHeader);
  if (list === null) return false;
  if (list.trim() === '*') return true;
  return (tagsIn(list) ?? []).some(({ text }) => `"${text}"` === tag);
};
