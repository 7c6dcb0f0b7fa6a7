// What a request line asks for (RFC 9112, section 3.2), reduced to a path of this server. Whatever names nothing here is
// found out before a framework with rules of its own sees it.
import type { ErrorCode } from '@portal/types';

/** More than the longest query that the portal's own pages send. */
const maxTargetLength = 8 * 1024;

export type Target =
  /** `path` without its query; `url` with it. Both begin with one slash and are still percent-encoded. */
  | { readonly kind: 'path'; readonly path: string; readonly url: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

const refused = (code: ErrorCode): Target => ({ kind: 'refused', code });

const decodes = (path: string): boolean => {
  try {
    // NUL has no place in a path, and no meaning to anything behind it.
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
};

/** The path and query of an address in absolute form. Which host it names does not matter: this server has one. */
const originForm = (target: string): string | null => {
  if (target.startsWith('/')) return target;
  const url = /^https?:\/\//i.test(target) ? URL.parse(target) : null;
  return url === null ? null : url.pathname + url.search;
};

export const readTarget = (target: string): Target => {
  if (target.length > maxTargetLength) return refused('uri_too_long');
  if (target === '*') return refused('not_found');
  const url = originForm(target);
  if (url === null) return refused('malformed_request');
  const [path = ''] = url.split('?', 1);
  // Two slashes, or a slash and a backslash, begin the name of a host to a browser that is sent there.
  if (/\/\/|\\/.test(path) || !decodes(path)) return refused('not_found');
  return { kind: 'path', path, url };
};
