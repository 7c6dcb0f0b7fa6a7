// An OpenID Connect provider on loopback that says of anybody whatever a test has it say, right or wrong, and can be away.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface TestProvider extends AsyncDisposable {
  readonly issuer: string;
  /** What its next answers say, beside what every ID token has; `undefined` leaves a claim out. */
  claims: Readonly<Record<string, unknown>>;
  /** In place of the ID token. */
  nonsense: string | null;
  /** It takes connections and ends them. */
  away: boolean;
  /** How far its clock is ahead. */
  skewSeconds: number;
  /** The last `code_verifier` that it was sent. */
  readonly verifier: string | null;
}

export const clientId = 'support-portal';
export const clientSecret = 'the secret of the client';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (key: KeyObject, claims: object): string => {
  const body = `${encoded({ alg: 'RS256', kid: 'test' })}.${encoded(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key, 'base64url')}`;
};

const lifeSeconds = 120;

export const startTestProvider = async (): Promise<TestProvider> => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let asked = new URLSearchParams();
  /** The code that it is asked with is the nonce that it was begun with. */
  const idToken = (nonce: string | null): string => {
    if (provider.nonsense !== null) return provider.nonsense;
    const iat = Math.floor(Date.now() / 1_000) + provider.skewSeconds;
    const standard = { iss: provider.issuer, aud: clientId, sub: 'sub-1', iat, exp: iat + lifeSeconds };
    return signed(privateKey, { ...standard, nonce, ...provider.claims });
  };
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const { issuer } = provider;
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return {
          ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
          ...{ jwks_uri: `${issuer}/jwks`, end_session_endpoint: `${issuer}/end` },
          id_token_signing_alg_values_supported: ['RS256'],
        };
      case '/jwks':
        return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' }] };
      case '/token':
        asked = new URLSearchParams(await text(request));
        return { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token: idToken(asked.get('code')) };
      default:
        return {};
    }
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (provider.away) return void request.socket.destroy();
    void answer(request).then((body) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The provider has no port.');
  const provider: TestProvider = {
    issuer: `http://127.0.0.1:${address.port}`,
    claims: {},
    nonsense: null,
    away: false,
    skewSeconds: 0,
    get verifier() {
      return asked.get('code_verifier');
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return provider;
};
