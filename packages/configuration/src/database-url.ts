// Where the database is: which addresses can work, and how a password with unusual characters is written into one.
export const encodeHint =
  'in its user or password, write # as %23, / as %2F, ? as %3F, @ as %40, : as %3A and % as %25 (percent-encoding)';

const example = 'postgresql://user:password@host:5432/database';
const form = `write ${example}`;

/** What stands between the scheme and the last @, as it was meant and not as a parser of URLs takes it. */
const credentialsFault = (rest: string): string | null => {
  const at = rest.lastIndexOf('@');
  if (at < 0) return `names no user; ${form}, and %23 for a # in it, which begins a comment in .env`;
  const credentials = rest.slice(0, at);
  if (credentials.startsWith(':') || credentials === '') return `names no user; ${form}`;
  if (/[#/?\s]|%(?![\da-f]{2})/i.test(credentials)) return encodeHint;
  try {
    decodeURIComponent(credentials);
    return null;
  } catch {
    return encodeHint;
  }
};

export const databaseUrlFault = (value: string): string | null => {
  const scheme = /^postgres(ql)?:\/\//.exec(value)?.[0];
  if (scheme === undefined) return `must look like ${example}`;
  const fault = credentialsFault(value.slice(scheme.length));
  if (fault !== null) return fault;
  if (/@(\/|:|$)/.test(value)) return `names no host; ${form}`;
  const url = URL.parse(value);
  if (url === null || url.hash !== '') return `has a host or port that cannot be; ${form}`;
  if (url.port === '0') return 'has the port 0; PostgreSQL usually has 5432';
  return /^\/[^/]+$/.test(url.pathname) ? null : 'names no database; write its name after the host: /portal';
};
