// The one way to sign in to REST: an API token in the Authorization header (RFC 6750). Cookies are never looked at.

/** `absent` when the header is missing or names another scheme. */
export type Bearer = { readonly kind: 'absent' } | { readonly kind: 'token'; readonly token: string };

const form = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

export const bearerOf = (headers: Headers): Bearer => {
  const token = form.exec(headers.get('authorization') ?? '')?.[1];
  return token === undefined ? { kind: 'absent' } : { kind: 'token', token };
};

/** What a 401 says about how to sign in, and whether a token was the trouble. */
export const challenge = (bearer: Bearer): string =>
  bearer.kind === 'absent' ? 'Bearer realm="portal"' : 'Bearer realm="portal", error="invalid_token"';
