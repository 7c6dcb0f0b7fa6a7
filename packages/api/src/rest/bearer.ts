// An API token in the Authorization header (RFC 6750): the one way to sign in to REST, and to tRPC for what is no browser.
// Where there is one, cookies are not looked at.

/** `absent` when the header is missing or names another scheme; `malformed` when what follows the word Bearer is no token. */
export type Bearer =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'token'; readonly token: string };

const scheme = /^bearer(?= |$)/i;
const form = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

export const bearerOf = (headers: Headers): Bearer => {
  const header = headers.get('authorization') ?? '';
  const token = form.exec(header)?.[1];
  if (token !== undefined) return { kind: 'token', token };
  return { kind: scheme.test(header) ? 'malformed' : 'absent' };
};

/** What a 401 says about how to sign in, and whether a token was the trouble. */
export const challenge = (bearer: Bearer): string =>
  bearer.kind === 'token' ? 'Bearer realm="portal", error="invalid_token"' : 'Bearer realm="portal"';
